package dev.seawall.cli;

import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.Timeline;
import dev.seawall.restore.Timeline.Gap;
import dev.seawall.restore.Timeline.Span;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists a replica's restore points. */
@Command(
        name = "timeline",
        description = {
            "List the restore points of a replica, oldest first: the commit's number, its time, its position.",
            "Where a generation begins behind a gap, gap_since tells the last moment known before it.",
            "Where objects are missing, a warning names them; the points behind are shown from the next snapshot on.",
            "Reads names and stamps: what is broken inside an object shows when it is restored."
        })
final class TimelineVerb implements Verb {
    private static final Logger log = LoggerFactory.getLogger(TimelineVerb.class);

    @Mixin
    ReplicaArgument replica;

    @Option(names = "--generation", paramLabel = "ID", description = "Only this generation. Default: all.")
    Optional<GenerationId> generation;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from that time on: RFC 3339, or how long ago, such as '10m ago'. Default: all.")
    Optional<Instant> since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Only the first N of them. From 1. Default: 1000.")
    int limit;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        Listing listing = format.listing(
                console,
                Column.text("generation", 16),
                Column.number("commit", 10),
                Column.time("time"),
                Column.text("index", 8),
                Column.text("offset", 8),
                Column.time("gap_since"));
        Found found;
        try (Storage storage = replica.open()) {
            found = Timeline.look(storage, this::find);
        }
        for (Stretch stretch : found.stretches()) {
            print(stretch, found.gaps(), listing);
        }
        listing.finish();
        if (found.points() == limit) {
            log.warn("shown are the first {} only; --since and --limit show others", limit);
        }
        found.holes().forEach(hole -> log.warn("{}: what follows, up to the next snapshot, cannot be restored", hole));
        return found.holes().isEmpty() ? ExitCode.DONE : ExitCode.DAMAGED;
    }

    /** Restore points of one generation. */
    private record Stretch(Span span, List<RestorePoint> points) {}

    /** What is to be shown, and what is not there. */
    private record Found(List<Stretch> stretches, List<Gap> gaps, List<String> holes) {
        int points() {
            return stretches.stream()
                    .mapToInt(stretch -> stretch.points().size())
                    .sum();
        }
    }

    private Found find(Timeline timeline) throws IOException {
        List<Span> spans = timeline.spans();
        if (generation.isPresent() && !timeline.generations().contains(generation.get())) {
            throw new NothingToRestoreException("there is no generation " + generation.get()
                    + "; 'seawall generations' lists those that there are");
        }
        List<Stretch> stretches = new ArrayList<>();
        List<String> holes = new ArrayList<>();
        int left = limit;
        for (Span span : spans) {
            if (isWanted(span) && left > 0) {
                List<RestorePoint> points = timeline.points(
                        span.generation(), since.orElse(Instant.MIN), left, hole -> holes.add(hole.getMessage()));
                stretches.add(new Stretch(span, points));
                left -= points.size();
            }
        }
        return new Found(stretches, Timeline.gaps(spans), holes);
    }

    private boolean isWanted(Span span) {
        return span.range().isPresent()
                && generation.map(span.generation()::equals).orElse(true);
    }

    private static void print(Stretch stretch, List<Gap> gaps, Listing listing) throws IOException {
        Span span = stretch.span();
        for (RestorePoint point : stretch.points()) {
            boolean isFirst =
                    span.range().map(range -> range.first().equals(point)).orElse(false);
            Optional<Instant> gapSince = gaps.stream()
                    .filter(gap -> isFirst && gap.after().equals(span.generation()))
                    .map(Gap::from)
                    .findFirst();
            listing.row(
                    span.generation().text(),
                    Cells.commit(point),
                    point.time(),
                    Cells.hex(point.position().index()),
                    Cells.hex(point.position().offsetBytes()),
                    gapSince);
        }
    }
}
