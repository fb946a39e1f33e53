package dev.seawall.replica;

import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the latest time that a generation knows of, by a few ranged reads from its end. */
public final class LastMoment {
    private LastMoment() {}

    /**
     * Returns the time of the last commit, or of the last snapshot if no segment holds a commit; for objects without
     * stamps, the storage's own time.
     *
     * @return empty if there is no snapshot and no commit yet
     */
    public static Optional<Instant> of(GenerationListing generation, Storage storage) throws IOException {
        StampReader stamps = new StampReader(storage);
        Optional<Instant> last = ofSnapshots(generation, stamps);
        List<Listed<SegmentName>> segments = generation.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            Optional<SegmentStamp> stamp = stamps.read(segments.get(i).name());
            if (stamp.isEmpty()) {
                return later(last, segments.get(i).modified());
            }
            List<Commit> commits = stamp.get().commits();
            if (!commits.isEmpty()) {
                long millis = commits.get(commits.size() - 1).timeMillis();
                return later(last, Instant.ofEpochMilli(millis));
            }
        }
        return last;
    }

    private static Optional<Instant> ofSnapshots(GenerationListing generation, StampReader stamps) throws IOException {
        if (generation.snapshots().isEmpty()) {
            return Optional.empty();
        }
        Listed<SnapshotName> newest =
                generation.snapshots().get(generation.snapshots().size() - 1);
        Optional<SnapshotStamp> stamp = stamps.read(newest.name());
        return Optional.of(
                stamp.map(read -> Instant.ofEpochMilli(read.timeMillis())).orElse(newest.modified()));
    }

    private static Optional<Instant> later(Optional<Instant> one, Instant other) {
        return Optional.of(one.filter(other::isBefore).orElse(other));
    }
}
