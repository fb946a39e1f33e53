package dev.seawall.restore;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the generations of a replica in order: by when they began, and each behind its predecessor.
 *
 * <p>A stamped one began when its first snapshot was taken; only one without stamps has to be believed its objects' own
 * times. Predecessors go first because a clock that was set back must not make a new generation an old one.
 */
final class Lineage {
    /**
     * One generation of the replica.
     *
     * @param history empty if it has no snapshot, so that nothing can be restored from it
     */
    record Generation(
            GenerationListing listing,
            boolean stamped,
            Instant began,
            Optional<Predecessor> predecessor,
            Optional<History> history) {
        GenerationId id() {
            return listing.generation();
        }
    }

    private final Map<GenerationId, Generation> unordered = new HashMap<>();
    private final Map<GenerationId, Generation> ordered = new LinkedHashMap<>();

    private Lineage() {}

    /** Returns all generations, the oldest first. Reads one stamp of each. */
    static List<Generation> order(Collection<GenerationListing> listings, Storage storage) throws IOException {
        List<Generation> byTime = new ArrayList<>();
        for (GenerationListing listing : listings) {
            byTime.add(look(listing, storage));
        }
        byTime.sort(Comparator.comparing(Generation::began).thenComparing(Generation::id));
        Lineage lineage = new Lineage();
        byTime.forEach(generation -> lineage.unordered.put(generation.id(), generation));
        byTime.forEach(lineage::place);
        return List.copyOf(lineage.ordered.values());
    }

    /** Places a generation behind its predecessors; taking it out first ends a circle, which only damage could make. */
    private void place(Generation generation) {
        if (unordered.remove(generation.id()) == null) {
            return;
        }
        generation
                .predecessor()
                .flatMap(Predecessor::generation)
                .map(unordered::get)
                .ifPresent(this::place);
        ordered.put(generation.id(), generation);
    }

    static Generation look(GenerationListing listing, Storage storage) throws IOException {
        StampReader reader = new StampReader(storage);
        if (!listing.snapshots().isEmpty()) {
            Optional<SnapshotStamp> first =
                    reader.read(listing.snapshots().get(0).name());
            if (first.isEmpty()) {
                requireNoStamps(listing, reader);
            }
            Instant began = first.map(stamp -> Instant.ofEpochMilli(stamp.timeMillis()))
                    .orElse(listing.snapshots().get(0).modified());
            History history =
                    first.isPresent() ? new StampedHistory(listing, storage) : new UnstampedHistory(listing, storage);
            return new Generation(
                    listing, first.isPresent(), began, first.flatMap(SnapshotStamp::predecessor), Optional.of(history));
        }
        Optional<SegmentStamp> first = reader.read(listing.segments().get(0).name());
        Instant began = first.flatMap(stamp -> stamp.commits().stream().findFirst())
                .map(Commit::timeMillis)
                .map(Instant::ofEpochMilli)
                .orElse(listing.segments().get(0).modified());
        return new Generation(
                listing, first.isPresent(), began, first.flatMap(SegmentStamp::predecessor), Optional.empty());
    }

    /**
     * Tells a generation without stamps from one that lost its first snapshot's: taken for unstamped, that one would be
     * placed by its objects' own times, and an older generation could answer for it.
     */
    private static void requireNoStamps(GenerationListing listing, StampReader reader) throws IOException {
        boolean stamped = !listing.segments().isEmpty()
                && reader.read(listing.segments().get(0).name()).isPresent();
        if (stamped) {
            throw GenerationStamps.unstamped(listing.snapshots().get(0).name());
        }
    }
}
