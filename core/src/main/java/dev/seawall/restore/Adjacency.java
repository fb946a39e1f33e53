package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Proves that nothing is missing between one segment and the next: by their names, and by their stamps. */
public final class Adjacency {
    static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::index).thenComparingLong(Position::offsetBytes);

    private Adjacency() {}

    /**
     * Picks the segments from the beginning of the snapshot's index up to a position, and proves what names can prove:
     * that every index is there, each with its beginning.
     */
    static List<Listed<SegmentName>> chain(GenerationListing listing, SnapshotName snapshot, Position end)
            throws DamagedReplicaException {
        Position begin = new Position(snapshot.generation(), snapshot.index(), 0);
        List<Listed<SegmentName>> chain = listing.segments()
                .subList(lastBefore(listing.segments(), begin) + 1, lastBefore(listing.segments(), end) + 1);
        int index = snapshot.index() - 1;
        for (Listed<SegmentName> segment : chain) {
            SegmentName name = segment.name();
            if (name.index() != index) {
                index++;
                if (name.index() != index || name.offsetBytes() != 0) {
                    throw missing(new SegmentName(name.generation(), index, 0));
                }
            }
        }
        if (index != end.index()) {
            throw missing(new SegmentName(end.generation(), index + 1, 0));
        }
        return chain;
    }

    /** The place in the list of the last segment that begins before a position, or -1. */
    static int lastBefore(List<Listed<SegmentName>> segments, Position position) {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ORDER.compare(segments.get(middle).name().start(), position) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Proves that one segment goes on exactly where another ended. */
    public static void require(SegmentStamp before, SegmentStamp after) throws DamagedReplicaException {
        requireNames(before.name(), before.endOffsetBytes(), after.name());
        Optional<IndexEnd> end = Optional.of(new IndexEnd(before.endOffsetBytes(), before.endChecksum()));
        if (after.start().index() != before.start().index()) {
            requireEnd(before.end(), after.previousIndexEnd());
            expect(after, "end of the index before it", end, after.previousIndexEnd());
        } else {
            expect(after, "checksum at its start", before.endChecksum(), after.startChecksum());
            expect(after, "salt", before.salt(), after.salt());
        }
        expect(after, "page size", before.pageSize(), after.pageSize());
        expect(after, "next commit", before.commitAfter(), after.nextCommit());
    }

    /** Proves as much of it as names and the one segment's end can. */
    public static void requireNames(SegmentName before, long endOffsetBytes, SegmentName after)
            throws DamagedReplicaException {
        boolean sameIndex = after.index() == before.index();
        if (sameIndex && after.offsetBytes() < endOffsetBytes) {
            throw overlapping(after, endOffsetBytes);
        }
        if (sameIndex && after.offsetBytes() != endOffsetBytes) {
            throw missing(new Position(before.generation(), before.index(), endOffsetBytes));
        }
        if (!sameIndex && (after.index() != before.index() + 1 || after.offsetBytes() != 0)) {
            throw missing(new SegmentName(before.generation(), before.index() + 1, 0));
        }
    }

    /** Where an index ends before the next one says it did, what is missing is in the one before. */
    static void requireEnd(Position end, Optional<IndexEnd> stamped) throws DamagedReplicaException {
        if (stamped.isPresent() && stamped.get().offsetBytes() > end.offsetBytes()) {
            throw missing(end);
        }
    }

    /** A segment that begins within another is a stranger: the one that should follow may well be there. */
    static DamagedReplicaException overlapping(SegmentName stranger, long endOffsetBytes) {
        return new DamagedReplicaException(
                stranger.key(),
                "offset",
                String.format("%08x or more, where the segment before ends", endOffsetBytes),
                String.format("%08x", stranger.offsetBytes()));
    }

    public static DamagedReplicaException missing(Position start) {
        boolean hasName = start.offsetBytes() <= SegmentName.MAX_OFFSET_BYTES;
        String key = hasName ? SegmentName.startingAt(start).key() : SegmentName.folder(start.generation());
        return new DamagedReplicaException(key, "segment at " + start, "there", "missing");
    }

    private static DamagedReplicaException missing(SegmentName name) {
        return missing(name.start());
    }

    private static void expect(SegmentStamp stamp, String what, Object expected, Object actual)
            throws DamagedReplicaException {
        if (!expected.equals(actual)) {
            throw new DamagedReplicaException(stamp.name().key(), what, expected.toString(), actual.toString());
        }
    }
}
