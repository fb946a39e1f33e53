package dev.seawall.restore;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds restore points in a generation whose objects carry stamps: exact to the commit, by a few ranged reads.
 *
 * <p>Commit numbers and times never go back along a generation, so both are found by binary search. A search finds the
 * last commit that is <em>there</em>; whether one is missing behind it, only the segments' adjacency can tell, so every
 * answer that claims "nothing came after this" is proven up to the next commit known.
 */
final class StampedHistory implements History {
    private final GenerationListing listing;
    private final List<Listed<SegmentName>> segments;
    private final GenerationStamps stamps;

    StampedHistory(GenerationListing listing, Storage storage) {
        this.listing = listing;
        this.segments = listing.segments();
        this.stamps = new GenerationStamps(listing, storage);
    }

    /** Answers whether something holds for the element at a place in a list. */
    private interface Test {
        boolean holds(int place) throws IOException;
    }

    @Override
    public RestorePoint first() throws IOException {
        return point(stamps.snapshot(0));
    }

    @Override
    public RestorePoint last() throws IOException {
        return latest().target();
    }

    @Override
    public RestorePlan latest() throws IOException {
        int snapshot = listing.snapshots().size() - 1;
        SnapshotStamp shown = stamps.snapshot(snapshot);
        int place = segments.size() - 1;
        while (place > firstOf(shown) && stamps.segment(place).commits().isEmpty()) {
            place--;
        }
        RestorePoint last = point(shown);
        if (place >= firstOf(shown)) {
            last = later(last, lastUpTo(stamps.segment(place), Instant.MAX));
        }
        requireNothingMissingBehind(last, shown);
        return plan(snapshot, shown, last);
    }

    @Override
    public RestorePlan at(Instant time) throws IOException {
        int snapshot = lastWhere(
                listing.snapshots().size(),
                place -> !point(stamps.snapshot(place)).time().isAfter(time));
        if (snapshot < 0) {
            throw new NothingToRestoreException("generation " + listing.generation() + " begins at " + first().time());
        }
        SnapshotStamp shown = stamps.snapshot(snapshot);
        RestorePoint last = point(shown);
        int place = lastBeginningUpTo(time, firstOf(shown));
        if (place >= 0) {
            last = later(last, lastUpTo(stamps.segment(place), time));
        }
        requireNothingMissingBehind(last, shown);
        return plan(snapshot, shown, last);
    }

    @Override
    public RestorePlan atCommit(long commit) throws IOException {
        int snapshot = lastWhere(
                listing.snapshots().size(), place -> stamps.snapshot(place).commit() <= commit);
        if (snapshot < 0) {
            throw noSuchCommit(commit);
        }
        SnapshotStamp shown = stamps.snapshot(snapshot);
        if (shown.commit() == commit) {
            return plan(snapshot, shown, point(shown));
        }
        int place = lastWhere(segments.size(), i -> stamps.segment(i).nextCommit() <= commit);
        // Segments of one transaction have equal numbers; the last of them holds its commit.
        if (place < firstOf(shown) || commit >= stamps.segment(place).commitAfter()) {
            requireNothingMissingBefore(commit, place, shown);
            throw noSuchCommit(commit);
        }
        SegmentStamp stamp = stamps.segment(place);
        return plan(snapshot, shown, point(stamp, (int) (commit - stamp.nextCommit())));
    }

    /** Tells a commit that is missing from one that never was: is there any object that tells of a later one? */
    private void requireNothingMissingBefore(long commit, int place, SnapshotStamp shown) throws IOException {
        if (place >= firstOf(shown) && place + 1 < segments.size()) {
            Adjacency.require(stamps.segment(place), stamps.segment(place + 1));
        }
        if (place + 1 < segments.size() || newestSnapshot().commit() > commit) {
            throw Adjacency.missing(endOfSegments(place, shown));
        }
    }

    private NothingToRestoreException noSuchCommit(long commit) throws IOException {
        return new NothingToRestoreException("generation " + listing.generation() + " has no commit " + commit
                + "; it has those from " + first().commit().orElseThrow() + " to "
                + last().commit().orElseThrow());
    }

    @Override
    public List<RestorePoint> points(Instant since, int limit, Holes holes) throws IOException {
        int before = lastWhere(
                listing.snapshots().size(),
                place -> !point(stamps.snapshot(place)).time().isAfter(since));
        int snapshot = Math.max(0, before);
        // The last segment that begins before the time may still hold commits behind it.
        int from = lastBeginningUpTo(since, firstOf(stamps.snapshot(snapshot)));
        return new StampedPoints(listing, stamps, since, limit).collect(snapshot, from, holes);
    }

    private RestorePlan plan(int snapshot, SnapshotStamp shown, RestorePoint target) throws IOException {
        List<Listed<SegmentName>> chain = target.position().equals(shown.position())
                ? List.of()
                : Adjacency.chain(listing, shown.name(), target.position());
        return new RestorePlan(listing.snapshots().get(snapshot), Optional.of(shown), chain, target, List.of());
    }

    /** The place of the first segment of the snapshot's index or a later one. */
    private int firstOf(SnapshotStamp shown) {
        Position begin = new Position(listing.generation(), shown.position().index(), 0);
        return Adjacency.lastBefore(segments, begin) + 1;
    }

    /** The place of the last segment whose first commit is at or before a time, or -1. */
    private int lastBeginningUpTo(Instant time, int from) throws IOException {
        int found = -1;
        int low = from;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            // Segments within a large transaction hold no commit, and no time: ask the one before.
            int place = middle;
            while (place >= low && stamps.segment(place).commits().isEmpty()) {
                place--;
            }
            if (place >= low && point(stamps.segment(place), 0).time().isAfter(time)) {
                high = place;
            } else {
                found = place >= low ? place : found;
                low = middle + 1;
            }
        }
        return found;
    }

    /**
     * Proves that no commit is missing between a restore point and the next commit known: without it, a segment gone
     * from the replica would make an older state look like the one asked for.
     *
     * @param shown the snapshot that the point is restored from
     */
    private void requireNothingMissingBehind(RestorePoint point, SnapshotStamp shown) throws IOException {
        Position position = point.position();
        int place = Adjacency.lastBefore(segments, position);
        boolean reached = place >= 0
                && segments.get(place).name().index() == position.index()
                && stamps.segment(place).endOffsetBytes() >= position.offsetBytes();
        if (!reached) {
            place++;
            if (place < segments.size() && !segments.get(place).name().start().equals(position)) {
                throw Adjacency.missing(endOfSegments(place - 1, shown));
            }
        }
        for (int i = place; i < segments.size(); i++) {
            if (holdsCommitBehind(stamps.segment(i), position)) {
                return;
            }
            if (i + 1 < segments.size()) {
                Adjacency.require(stamps.segment(i), stamps.segment(i + 1));
            }
        }
        if (newestSnapshot().commit() > point.commit().orElseThrow()) {
            throw Adjacency.missing(endOfSegments(segments.size() - 1, shown));
        }
    }

    private SnapshotStamp newestSnapshot() throws IOException {
        return stamps.snapshot(listing.snapshots().size() - 1);
    }

    /** Where the next segment would begin that restoring from a snapshot needs, after the one at a place in the list. */
    private Position endOfSegments(int place, SnapshotStamp shown) throws IOException {
        return place < firstOf(shown)
                ? new Position(listing.generation(), shown.position().index(), 0)
                : stamps.segment(place).end();
    }

    private static boolean holdsCommitBehind(SegmentStamp stamp, Position position) {
        int last = stamp.commits().size() - 1;
        return last >= 0 && Adjacency.ORDER.compare(point(stamp, last).position(), position) > 0;
    }

    private static int lastWhere(int size, Test test) throws IOException {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (test.holds(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static RestorePoint later(RestorePoint one, Optional<RestorePoint> other) {
        return other.filter(point -> Adjacency.ORDER.compare(point.position(), one.position()) > 0)
                .orElse(one);
    }

    private static Optional<RestorePoint> lastUpTo(SegmentStamp stamp, Instant time) {
        for (int i = stamp.commits().size() - 1; i >= 0; i--) {
            RestorePoint point = point(stamp, i);
            if (!point.time().isAfter(time)) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }

    static RestorePoint point(SnapshotStamp stamp) {
        return new RestorePoint(
                stamp.position(), OptionalLong.of(stamp.commit()), Instant.ofEpochMilli(stamp.timeMillis()));
    }

    static RestorePoint point(SegmentStamp stamp, int i) {
        Commit commit = stamp.commits().get(i);
        Position end = new Position(stamp.start().generation(), stamp.start().index(), commit.endOffsetBytes());
        return new RestorePoint(
                end, OptionalLong.of(stamp.nextCommit() + i), Instant.ofEpochMilli(commit.timeMillis()));
    }
}
