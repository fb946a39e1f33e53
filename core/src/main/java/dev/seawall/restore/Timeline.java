package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.restore.Lineage.Generation;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows what a replica can restore: its generations in order, the gaps between them, and the restore points of each.
 *
 * <p>Names are listed once, when it is opened. Stamps are read as they are asked for: two or three for a generation's
 * ends, and one for each segment whose points are wanted. Not safe for several threads.
 */
public final class Timeline {
    /** One more suffices, unless retention deletes about as often as somebody looks. */
    private static final int MAX_LOOKS = 5;

    private final List<Generation> generations;

    private Timeline(List<Generation> generations) {
        this.generations = generations;
    }

    /**
     * A generation's place in time.
     *
     * @param began when its first snapshot was taken, or else its first commit was seen
     * @param predecessor why it began, where its objects tell
     * @param range its first and last restore point; empty without a complete snapshot
     */
    public record Span(
            GenerationId generation,
            boolean stamped,
            Instant began,
            Optional<Predecessor> predecessor,
            Optional<Range> range,
            int snapshots,
            int segments) {}

    /** The first and the last restore point of a generation. */
    public record Range(RestorePoint first, RestorePoint last) {}

    /**
     * A time of which nothing is known: behind the last restore point of one generation, before the first of the next.
     */
    public record Gap(GenerationId before, GenerationId after, Instant from, Instant to) {}

    /** Reads what it wants to know of a replica that was just listed. */
    public interface Look<T> {
        T at(Timeline timeline) throws IOException;
    }

    /**
     * Lists the replica and looks at it; a bounded number of times, where retention deletes what was listed before it was
     * read. Nothing may be kept of a look that failed.
     */
    public static <T> T look(Storage storage, Look<T> look) throws IOException {
        for (int looks = 1; ; looks++) {
            try {
                return look.at(open(storage));
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.NOT_FOUND || looks == MAX_LOOKS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Lists the replica, and reads one stamp of each generation.
     *
     * @throws NothingToRestoreException if it is empty of ours, but holds what is not: it may be the wrong address
     */
    public static Timeline open(Storage storage) throws IOException {
        PatientStorage patient = new PatientStorage(storage);
        List<Generation> generations =
                Lineage.order(ReplicaListing.read(patient).generations(), patient);
        if (generations.isEmpty()) {
            Emptiness.requireNoStrangers(patient);
        }
        return new Timeline(generations);
    }

    /** The generations' ids, the oldest first. */
    public List<GenerationId> generations() {
        return generations.stream().map(Generation::id).toList();
    }

    /** Returns all generations with their first and last restore points, the oldest first. */
    public List<Span> spans() throws IOException {
        List<Span> spans = new ArrayList<>();
        for (Generation generation : generations) {
            Optional<Range> range = Optional.empty();
            if (generation.history().isPresent()) {
                History history = generation.history().get();
                range = Optional.of(new Range(history.first(), history.last()));
            }
            spans.add(new Span(
                    generation.id(),
                    generation.stamped(),
                    generation.began(),
                    generation.predecessor(),
                    range,
                    generation.listing().snapshots().size(),
                    generation.listing().segments().size()));
        }
        return spans;
    }

    /** Returns the gaps between generations that can be restored. */
    public static List<Gap> gaps(List<Span> spans) {
        List<Span> restorable =
                spans.stream().filter(span -> span.range().isPresent()).toList();
        List<Gap> gaps = new ArrayList<>();
        for (int i = 1; i < restorable.size(); i++) {
            Span before = restorable.get(i - 1);
            Span after = restorable.get(i);
            gaps.add(new Gap(
                    before.generation(),
                    after.generation(),
                    before.range().orElseThrow().last().time(),
                    after.range().orElseThrow().first().time()));
        }
        return gaps;
    }

    /**
     * Returns restore points of one generation, oldest first.
     *
     * @param since leaves out all before it, without reading them
     * @param limit the most to return; no more is read than that takes
     * @throws DamagedReplicaException at the first hole
     */
    public List<RestorePoint> points(GenerationId id, Instant since, int limit) throws IOException {
        return points(id, since, limit, hole -> {
            throw hole;
        });
    }

    /**
     * Returns restore points of one generation, oldest first: also those behind a hole, from the next snapshot on.
     *
     * @param holes told of each hole that was met on the way
     */
    public List<RestorePoint> points(GenerationId id, Instant since, int limit, Holes holes) throws IOException {
        for (Generation generation : generations) {
            if (generation.id().equals(id) && generation.history().isPresent()) {
                return generation.history().get().points(since, limit, holes);
            }
        }
        throw new NothingToRestoreException("no complete snapshot in generation " + id);
    }
}
