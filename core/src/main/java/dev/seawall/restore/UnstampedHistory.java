package dev.seawall.restore;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds restore points in a generation without stamps, as Litestream 0.3 writes: exact to the object, by the storage's
 * own times.
 *
 * <p>An object's time may lie (a copy sets it anew), so a late one in front of early ones is passed over, not taken for
 * the end. Where in its index a snapshot was taken is not written anywhere: it is used for a later index only, or where
 * all that is there gets replayed on top of it. Frames are whole pages, so those it has already do no harm then.
 */
final class UnstampedHistory implements History {
    private final GenerationListing listing;
    private final List<Listed<SegmentName>> segments;
    private final List<Listed<SnapshotName>> snapshots;
    private final Storage storage;

    UnstampedHistory(GenerationListing listing, Storage storage) {
        this.listing = listing;
        this.segments = listing.segments();
        this.snapshots = listing.snapshots();
        this.storage = storage;
    }

    @Override
    public RestorePoint first() {
        int place = firstSegment();
        return place < segments.size() ? point(place) : point(snapshots.get(0));
    }

    @Override
    public RestorePoint last() {
        return firstSegment() < segments.size() ? point(segments.size() - 1) : point(newestSnapshot());
    }

    @Override
    public RestorePlan latest() throws IOException {
        return firstSegment() < segments.size() ? upTo(segments.size() - 1, Instant.MAX) : snapshotOnly(Instant.MAX);
    }

    @Override
    public RestorePlan at(Instant time) throws IOException {
        if (firstSegment() == segments.size()) {
            return snapshotOnly(time);
        }
        int place = segments.size() - 1;
        while (place >= firstSegment() && segments.get(place).modified().isAfter(time)) {
            place--;
        }
        if (place < firstSegment()) {
            throw nothingAt(time);
        }
        return upTo(place, time);
    }

    @Override
    public RestorePlan atCommit(long commit) throws IOException {
        throw new NothingToRestoreException("generation " + listing.generation()
                + " was not written by Seawall and has no commit numbers: ask for a time");
    }

    @Override
    public List<RestorePoint> points(Instant since, int limit, Holes holes) {
        List<RestorePoint> points = new ArrayList<>();
        for (int i = firstSegment(); i < segments.size() && points.size() < limit; i++) {
            if (!segments.get(i).modified().isBefore(since)
                    && snapshotFor(i, i, Instant.MAX).isPresent()) {
                points.add(point(i));
            }
        }
        return points;
    }

    /** Plans for the last commit in the segments up to and including one. */
    private RestorePlan upTo(int end, Instant time) throws IOException {
        int place = end;
        SegmentTail tail = tail(place);
        if (end + 1 < segments.size()) {
            Adjacency.requireNames(
                    segments.get(end).name(),
                    tail.endOffsetBytes(),
                    segments.get(end + 1).name());
        }
        while (tail.lastCommitEnd().isEmpty() && place > firstSegment()) {
            place--;
            tail = tail(place);
            Adjacency.requireNames(
                    segments.get(place).name(),
                    tail.endOffsetBytes(),
                    segments.get(place + 1).name());
        }
        if (tail.lastCommitEnd().isEmpty()) {
            if (end < segments.size() - 1) {
                throw nothingAt(time);
            }
            return snapshotOnly(time);
        }
        Listed<SnapshotName> snapshot = snapshotFor(place, end, time).orElseThrow(() -> nothingAt(time));
        SegmentName name = segments.get(place).name();
        Position target = new Position(
                name.generation(), name.index(), tail.lastCommitEnd().getAsLong());
        return new RestorePlan(
                snapshot,
                Optional.empty(),
                Adjacency.chain(listing, snapshot.name(), target),
                new RestorePoint(
                        target, OptionalLong.empty(), segments.get(place).modified()),
                warningsAbout(snapshot.name(), target));
    }

    /** Says what nothing proves here: an index may have lost its last segments, a snapshot may be another's. */
    private List<String> warningsAbout(SnapshotName used, Position target) {
        List<String> warnings = new ArrayList<>();
        SnapshotName newest = newestSnapshot().name();
        if (newest.index() > target.index()) {
            warnings.add(newest.key() + " is newer than all segments, and nothing proves which commit it shows: not"
                    + " used.");
        }
        if (target.index() > 0) {
            warnings.add("Generation " + listing.generation() + " has no stamps. Nothing in it proves that each index"
                    + " ends where it should, or that " + used.key() + " is as new as its name says: check the restored"
                    + " database.");
        }
        return warnings;
    }

    private SegmentTail tail(int place) throws IOException {
        SegmentName name = segments.get(place).name();
        SegmentName beginning = new SegmentName(name.generation(), name.index(), 0);
        int first = Adjacency.lastBefore(segments, beginning.start()) + 1;
        if (!segments.get(first).name().equals(beginning)) {
            throw Adjacency.missing(beginning.start());
        }
        return SegmentTail.read(storage, name);
    }

    /**
     * Chooses the newest snapshot that is certain to show nothing behind the target.
     *
     * @param place the segment that holds the target
     * @param end the last segment that is wanted; if none is behind it, all that is there gets replayed
     */
    private Optional<Listed<SnapshotName>> snapshotFor(int place, int end, Instant time) {
        Listed<SegmentName> target = segments.get(place);
        boolean everything = end == segments.size() - 1;
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            Listed<SnapshotName> snapshot = snapshots.get(i);
            int index = snapshot.name().index();
            boolean before =
                    index < target.name().index() && !snapshot.modified().isAfter(target.modified());
            boolean replayed = everything
                    && index <= target.name().index()
                    && !snapshot.modified().isAfter(time);
            if (before || replayed) {
                return Optional.of(snapshot);
            }
        }
        return Optional.empty();
    }

    /** Plans for the newest snapshot, and nothing on top of it. What was between it and an older one is not known. */
    private RestorePlan snapshotOnly(Instant time) throws NothingToRestoreException {
        Listed<SnapshotName> snapshot = newestSnapshot();
        if (snapshot.modified().isAfter(time)) {
            throw nothingAt(time);
        }
        return new RestorePlan(
                snapshot,
                Optional.empty(),
                List.of(),
                point(snapshot),
                List.of(snapshot.name().key() + " has no stamp and no commit behind it, so nothing proves that it is"
                        + " whole: check the restored database."));
    }

    private Listed<SnapshotName> newestSnapshot() {
        return snapshots.get(snapshots.size() - 1);
    }

    /** The place of the first segment that can be replayed on a snapshot. */
    private int firstSegment() {
        Position begin =
                new Position(listing.generation(), snapshots.get(0).name().index(), 0);
        return Adjacency.lastBefore(segments, begin) + 1;
    }

    private NothingToRestoreException nothingAt(Instant time) {
        List<RestorePoint> points = points(Instant.MIN, Integer.MAX_VALUE, hole -> {});
        String range = points.isEmpty()
                ? ""
                : "; certain are those from " + points.get(0).time() + " to " + last().time();
        return new NothingToRestoreException("generation " + listing.generation()
                + " was not written by Seawall, and no snapshot is certain to be older than its state at " + time
                + range);
    }

    private RestorePoint point(int place) {
        Listed<SegmentName> segment = segments.get(place);
        return new RestorePoint(segment.name().start(), OptionalLong.empty(), segment.modified());
    }

    private static RestorePoint point(Listed<SnapshotName> snapshot) {
        Position begin =
                new Position(snapshot.name().generation(), snapshot.name().index(), 0);
        return new RestorePoint(begin, OptionalLong.empty(), snapshot.modified());
    }
}
