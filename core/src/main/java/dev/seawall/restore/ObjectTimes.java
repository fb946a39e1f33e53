package dev.seawall.restore;

import dev.seawall.replica.Commit;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.Lineage.Generation;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether the objects' own times, which are all that a generation without stamps has, may say that it is newer
 * than a stamped one. A copy of a replica has the times of the copying, and says then that the oldest is the newest.
 */
final class ObjectTimes {
    /** Objects come this long after what they hold, at most, unless a storage was away for longer. */
    private static final Duration LATE = Duration.ofHours(1);

    private ObjectTimes() {}

    /**
     * Requires that a generation is known to be newer than those before it.
     *
     * @param all in order
     * @throws DamagedReplicaException if only the times of copied objects say so
     */
    static void requireNewer(Generation chosen, List<Generation> all, Storage storage) throws IOException {
        if (chosen.stamped()) {
            return;
        }
        for (Generation before : all.subList(0, all.indexOf(chosen))) {
            if (before.stamped() && isCopied(before, storage)) {
                throw new DamagedReplicaException(
                        "generations/" + chosen.id() + "/",
                        "age",
                        "one that tells whether it is newer than generation " + before.id()
                                + "; ask for one of them by its name",
                        "not known (it has no stamps, and this replica's objects have the times of a copy)");
            }
        }
    }

    private static boolean isCopied(Generation stamped, Storage storage) throws IOException {
        for (Listed<SegmentName> segment : stamped.listing().segments()) {
            Optional<Commit> commit = new StampReader(storage)
                    .read(segment.name()).map(SegmentStamp::commits).stream()
                            .flatMap(List::stream)
                            .findFirst();
            if (commit.isPresent()) {
                return isLate(Instant.ofEpochMilli(commit.get().timeMillis()), segment.modified());
            }
        }
        List<Listed<SnapshotName>> snapshots = stamped.listing().snapshots();
        return !snapshots.isEmpty() && isLate(stamped.began(), snapshots.get(0).modified());
    }

    private static boolean isLate(Instant made, Instant stored) {
        return stored.isAfter(made.plus(LATE));
    }
}
