package dev.seawall.replica;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.util.List;
import java.util.Optional;

/**
 * Says what a segment is and what it continues; stands in front of the segment's LZ4 frame.
 *
 * @param start where the segment begins
 * @param endOffsetBytes the offset just past its last byte, within the same index
 * @param startChecksum the WAL's running checksum at the start; at offset 0, {@link Checksum#SEED}
 * @param endChecksum the running checksum at the end
 * @param nextCommit the number of the first commit at or behind the start: 1 + the commits before it since (0, 0)
 * @param commits the segment's commit frames in order; duplicates that SQLite writes as padding included
 * @param previousIndexEnd where the index before this one ended; in (index, 0) if index &gt; 0, and nowhere else
 * @param predecessor the generation that this one follows in the same replica, and why it began; only in (0, 0)
 */
public record SegmentStamp(
        Position start,
        long endOffsetBytes,
        PageSize pageSize,
        Salt salt,
        Checksum startChecksum,
        Checksum endChecksum,
        long nextCommit,
        List<Commit> commits,
        Optional<IndexEnd> previousIndexEnd,
        Optional<Predecessor> predecessor)
        implements Stamp {
    public SegmentStamp {
        commits = List.copyOf(commits);
        requireExtent(start, endOffsetBytes, pageSize);
        requireCommits(start, endOffsetBytes, pageSize, commits);
        boolean beginsIndex = start.offsetBytes() == 0;
        if (nextCommit < 1) {
            throw wrong(start, "the next commit's number is " + nextCommit);
        }
        if (beginsIndex && !startChecksum.equals(Checksum.SEED)) {
            throw wrong(start, "its checksum is " + startChecksum);
        }
        if (previousIndexEnd.isPresent() != (beginsIndex && start.index() > 0)) {
            throw wrong(start, "the end of the index before it is " + previousIndexEnd);
        }
        if (predecessor.isPresent() && !(beginsIndex && start.index() == 0)) {
            throw wrong(start, "a generation does not begin there, but its predecessor is " + predecessor);
        }
    }

    private static void requireExtent(Position start, long end, PageSize pageSize) {
        long begin = start.offsetBytes();
        if (begin > SegmentName.MAX_OFFSET_BYTES) {
            throw wrong(start, "no name holds that offset");
        }
        if (!pageSize.isFrameBoundary(begin)) {
            throw wrong(start, "that is not between two frames");
        }
        if (end <= begin || !pageSize.isFrameBoundary(end)) {
            throw wrong(start, "its end is " + end);
        }
    }

    private static void requireCommits(Position start, long end, PageSize pageSize, List<Commit> commits) {
        long before = Math.max(start.offsetBytes(), WalHeader.BYTES);
        long timeMillis = Long.MIN_VALUE;
        for (Commit commit : commits) {
            long at = commit.endOffsetBytes();
            if (at <= before || at > end || !pageSize.isFrameBoundary(at)) {
                throw wrong(start, "a commit ends at " + at);
            }
            if (commit.timeMillis() < timeMillis) {
                throw wrong(start, "time goes back at the commit that ends at " + at);
            }
            before = at;
            timeMillis = commit.timeMillis();
        }
    }

    private static IllegalArgumentException wrong(Position start, String what) {
        return new IllegalArgumentException("segment at " + start + ": " + what);
    }

    @Override
    public SegmentName name() {
        return SegmentName.startingAt(start);
    }

    @Override
    public long contentBytes() {
        return endOffsetBytes - start.offsetBytes();
    }

    /** Just past the segment's last byte. */
    public Position end() {
        return new Position(start.generation(), start.index(), endOffsetBytes);
    }

    /** The number of the first commit behind this segment. */
    public long commitAfter() {
        return nextCommit + commits.size();
    }

    /** Where an index ended: the offset just past its last frame, and the running checksum there. */
    public record IndexEnd(long offsetBytes, Checksum checksum) {}
}
