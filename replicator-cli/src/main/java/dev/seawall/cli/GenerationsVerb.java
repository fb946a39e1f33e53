package dev.seawall.cli;

import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists a replica's generations. */
@Command(
        name = "generations",
        description = {
            "List the generations of a replica, oldest first: from when to when each can be restored, and why it began.",
            "One without a last time has no complete snapshot, so that nothing can be restored from it."
        })
final class GenerationsVerb implements Verb {
    @Mixin
    ReplicaArgument replica;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        Listing listing = format.listing(
                console,
                Column.text("generation", 16),
                Column.time("began"),
                Column.time("last_time"),
                Column.number("last_commit", 11),
                Column.number("snapshots", 9),
                Column.number("segments", 8),
                Column.text("reason", 24),
                Column.text("follows", 16));
        try (Storage storage = replica.open()) {
            for (Timeline.Span span : Timeline.look(storage, Timeline::spans)) {
                Optional<RestorePoint> last = span.range().map(Timeline.Range::last);
                listing.row(
                        span.generation().text(),
                        span.began(),
                        last.map(RestorePoint::time),
                        last.flatMap(Cells::commit),
                        span.snapshots(),
                        span.segments(),
                        span.predecessor().map(Predecessor::reason),
                        span.predecessor().flatMap(Predecessor::generation).map(GenerationId::text));
            }
        }
        listing.finish();
        return ExitCode.DONE;
    }
}
