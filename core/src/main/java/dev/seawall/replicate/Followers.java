package dev.seawall.replicate;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the generations of a replica that follow a given one. Where there is one, the given one must not go on: what is
 * shipped to it from now on would be older than the latest. A state folder that was put back, or used in turn with another
 * one, leads there.
 */
final class Followers {
    private static final Logger log = LoggerFactory.getLogger(Followers.class);

    private final Storage storage;
    private final StampReader stamps;

    Followers(Storage storage) {
        this.storage = storage;
        this.stamps = new StampReader(storage);
    }

    /** Tells whether any follows. One that cannot be read does not count: it must not end a sound one. */
    boolean exist(GenerationId generation) throws IOException {
        for (GenerationId other : ReplicaListing.generationsBeside(storage, generation)) {
            if (follows(other, generation)) {
                return true;
            }
        }
        return false;
    }

    private boolean follows(GenerationId other, GenerationId generation) throws IOException {
        try {
            return predecessor(other).flatMap(Predecessor::generation).equals(Optional.of(generation));
        } catch (DamagedReplicaException e) {
            return false;
        } catch (StorageException e) {
            if (e.isRetryable() || e.kind() == Kind.NO_CONTAINER) {
                throw e;
            }
            if (e.kind() != Kind.NOT_FOUND) { // where nothing was shipped, there is no first segment
                log.warn("{}: cannot tell what generation {} follows: {}", storage, other, e.getMessage());
            }
            return false;
        }
    }

    private Optional<Predecessor> predecessor(GenerationId other) throws IOException {
        List<Listed<SnapshotName>> snapshots = GenerationListing.snapshots(storage, other);
        return snapshots.isEmpty()
                ? stamps.read(new SegmentName(other, 0, 0)).flatMap(SegmentStamp::predecessor)
                : stamps.read(snapshots.get(snapshots.size() - 1).name()).flatMap(SnapshotStamp::predecessor);
    }
}
