package dev.seawall.replica;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
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
 * @param previousIndexEnd where the index before this one ended; only in (index, 0), and only if index &gt; 0
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
        Optional<Predecessor> predecessor) {
    public SegmentStamp {
        commits = List.copyOf(commits);
        if (endOffsetBytes < start.offsetBytes()) {
            throw new IllegalArgumentException("segment at " + start + " ends before it begins, at " + endOffsetBytes);
        }
    }

    /** The number of the first commit behind this segment. */
    public long commitAfter() {
        return nextCommit + commits.size();
    }

    /** Where an index ended: the offset just past its last frame, and the running checksum there. */
    public record IndexEnd(long offsetBytes, Checksum checksum) {}
}
