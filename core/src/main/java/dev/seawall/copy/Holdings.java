package dev.seawall.copy;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Knows which objects of a generation a replica holds, also those that were copied meanwhile. */
final class Holdings {
    private final NavigableSet<SegmentName> segments = new TreeSet<>();
    private final Set<SnapshotName> snapshots = new HashSet<>();

    Holdings(GenerationListing listing) {
        listing.segments().forEach(segment -> segments.add(segment.name()));
        listing.snapshots().forEach(snapshot -> snapshots.add(snapshot.name()));
    }

    NavigableSet<SegmentName> segments() {
        return segments;
    }

    boolean holds(Listed<?> object) {
        return object.name() instanceof SegmentName segment
                ? segments.contains(segment)
                : object.name() instanceof SnapshotName snapshot && snapshots.contains(snapshot);
    }

    boolean holdsSnapshotOf(SegmentName segment) {
        return snapshots.contains(new SnapshotName(segment.generation(), segment.index()));
    }

    boolean holdsSegmentsOf(int index) {
        return segments.stream().anyMatch(segment -> segment.index() == index);
    }

    void add(Listed<?> object) {
        if (object.name() instanceof SegmentName segment) {
            segments.add(segment);
        } else if (object.name() instanceof SnapshotName snapshot) {
            snapshots.add(snapshot);
        }
    }
}
