package dev.seawall.retention;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.LastMoment;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.retention.RetentionPlan.DatedGeneration;
import dev.seawall.retention.RetentionPlan.DatedSnapshot;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes from a replica what no moment inside the window needs.
 *
 * <p>The order of deletion leaves the replica whole wherever it is interrupted: older snapshots first, because nothing
 * below the kept one may look usable; then whole indexes, oldest first, higher offsets first.
 */
public final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final Storage storage;
    private final StampReader stamps;

    public Retention(Storage storage) {
        this.storage = storage;
        this.stamps = new StampReader(storage);
    }

    /**
     * Deletes what the window does not need.
     *
     * @param current the generation that is being written: it never goes whole
     * @param windowStartMillis every moment from here on stays restorable, in milliseconds since 1970-01-01T00:00Z
     * @return how many objects were deleted
     */
    public int apply(GenerationId current, long windowStartMillis) throws IOException {
        GenerationListing listing = GenerationListing.read(storage, current);
        Optional<List<DatedSnapshot>> snapshots = date(listing);
        if (snapshots.isEmpty() || snapshots.get().isEmpty()) {
            return 0;
        }
        int deleted = 0;
        for (GenerationId expired : expired(current, snapshots.get().get(0).timeMillis(), windowStartMillis)) {
            GenerationListing whole = GenerationListing.read(storage, expired);
            deleted += delete(whole, Integer.MAX_VALUE);
        }
        OptionalInt keepFrom = RetentionPlan.keepFrom(snapshots.get(), windowStartMillis);
        return keepFrom.isPresent() ? deleted + delete(listing, keepFrom.getAsInt()) : deleted;
    }

    private List<GenerationId> expired(GenerationId current, long currentFirstMillis, long windowStartMillis)
            throws IOException {
        List<DatedGeneration<GenerationId>> others = new ArrayList<>();
        for (GenerationId other : ReplicaListing.generationsBeside(storage, current)) {
            dateGeneration(other).ifPresent(others::add);
        }
        return RetentionPlan.expired(others, currentFirstMillis, windowStartMillis);
    }

    /** Empty for a generation without our stamp, which is not ours to delete, and for one that is damaged: it stays. */
    private Optional<DatedGeneration<GenerationId>> dateGeneration(GenerationId id) throws IOException {
        try {
            return dateGeneration(GenerationListing.read(storage, id));
        } catch (DamagedReplicaException e) {
            log.warn(
                    "{}: generation {} is damaged ({}): retention leaves it alone; look at it, and delete it by hand",
                    storage,
                    id,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<DatedGeneration<GenerationId>> dateGeneration(GenerationListing listing) throws IOException {
        Optional<List<DatedSnapshot>> snapshots = date(listing);
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        if (!listing.segments().isEmpty()
                && stamps.read(listing.segments().get(0).name()).isEmpty()) {
            return Optional.empty();
        }
        // One that knows of no moment yet may have begun just now.
        long last = LastMoment.of(listing, storage).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return Optional.of(new DatedGeneration<>(listing.generation(), snapshots.get(), last));
    }

    private Optional<List<DatedSnapshot>> date(GenerationListing listing) throws IOException {
        List<DatedSnapshot> dated = new ArrayList<>();
        for (Listed<SnapshotName> snapshot : listing.snapshots()) {
            Optional<SnapshotStamp> stamp = stamps.read(snapshot.name());
            if (stamp.isEmpty()) {
                return Optional.empty();
            }
            dated.add(new DatedSnapshot(snapshot.name().index(), stamp.get().timeMillis()));
        }
        return Optional.of(dated);
    }

    private int delete(GenerationListing listing, int belowIndex) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Listed<SnapshotName> snapshot : listing.snapshots()) {
            if (snapshot.name().index() < belowIndex) {
                keys.add(snapshot.name().key());
            }
        }
        listing.segments().stream()
                .map(Listed::name)
                .filter(name -> name.index() < belowIndex)
                .sorted(Comparator.comparingInt(SegmentName::index)
                        .thenComparing(Comparator.comparingLong(SegmentName::offsetBytes)
                                .reversed()))
                .forEach(name -> keys.add(name.key()));
        storage.delete(keys);
        return keys.size();
    }
}
