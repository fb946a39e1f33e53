package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotStamp;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the restore points of a stamped generation by walking its stamps. At a hole it goes on with the next
 * snapshot: what lies between cannot be restored, and is not shown.
 */
final class StampedPoints {
    private final GenerationListing listing;
    private final GenerationStamps stamps;
    private final Instant since;
    private final int limit;
    private final List<RestorePoint> points = new ArrayList<>();

    /** @param limit the most to collect; no more is read than that takes */
    StampedPoints(GenerationListing listing, GenerationStamps stamps, Instant since, int limit) {
        this.listing = listing;
        this.stamps = stamps;
        this.since = since;
        this.limit = limit;
    }

    /**
     * Collects from a snapshot on.
     *
     * @param snapshot its place in the listing
     * @param from the place of the first segment to look at, of the snapshot's index or a later one
     */
    List<RestorePoint> collect(int snapshot, int from, Holes holes) throws IOException {
        int next = snapshot;
        int place = from;
        while (next < listing.snapshots().size() && points.size() < limit) {
            try {
                SnapshotStamp shown = stamps.snapshot(next);
                add(StampedHistory.point(shown));
                walk(shown, Math.max(place, firstOf(shown)));
                return points;
            } catch (DamagedReplicaException e) {
                holes.found(e);
            }
            next++;
            place = 0;
        }
        return points;
    }

    private void walk(SnapshotStamp shown, int from) throws IOException {
        long last = shown.commit();
        for (int i = from; i < listing.segments().size(); i++) {
            if (points.size() == limit) {
                return;
            }
            SegmentStamp stamp = stamps.segment(i);
            if (i > from) {
                Adjacency.require(stamps.segment(i - 1), stamp);
            } else if (i == firstOf(shown)) {
                requireBeginning(shown, stamp);
            }
            for (int c = 0; c < stamp.commits().size(); c++) {
                add(StampedHistory.point(stamp, c));
            }
            last = Math.max(last, stamp.commitAfter() - 1);
        }
        int newest = listing.snapshots().size() - 1;
        if (stamps.snapshot(newest).commit() > last) {
            throw Adjacency.missing(listing.segments().isEmpty() ? beginning(shown) : lastEnd(shown));
        }
    }

    private void requireBeginning(SnapshotStamp shown, SegmentStamp stamp) throws DamagedReplicaException {
        if (!stamp.start().equals(beginning(shown))) {
            throw Adjacency.missing(beginning(shown));
        }
    }

    private Position lastEnd(SnapshotStamp shown) throws IOException {
        Position end = stamps.segment(listing.segments().size() - 1).end();
        return end.index() < shown.position().index() ? beginning(shown) : end;
    }

    private Position beginning(SnapshotStamp shown) {
        return new Position(listing.generation(), shown.position().index(), 0);
    }

    private int firstOf(SnapshotStamp shown) {
        return Adjacency.lastBefore(listing.segments(), beginning(shown)) + 1;
    }

    /** Adds a point unless it was seen already, as those are that a later snapshot's index begins with. */
    private void add(RestorePoint point) {
        boolean isNew = points.isEmpty()
                || Adjacency.ORDER.compare(
                                point.position(), points.get(points.size() - 1).position())
                        > 0;
        if (isNew && points.size() < limit && !point.time().isBefore(since)) {
            points.add(point);
        }
    }
}
