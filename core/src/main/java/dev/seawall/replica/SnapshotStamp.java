package dev.seawall.replica;

import dev.seawall.wal.PageSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which moment a snapshot shows; stands in front of the snapshot's LZ4 frame.
 *
 * @param position just past the commit that the snapshot shows
 * @param commit that commit's number; 0 if the generation had none yet
 * @param timeMillis that commit's time, or, where the generation had none yet, the time at which the snapshot began, or
 *     at which the first commit behind it was seen already
 * @param databasePages the database's size, in pages; at least 1
 * @param predecessor as in {@link SegmentStamp}; retention deletes a generation's first objects, so each snapshot says it
 */
public record SnapshotStamp(
        Position position,
        long commit,
        long timeMillis,
        PageSize pageSize,
        long databasePages,
        Optional<Predecessor> predecessor)
        implements Stamp {
    public SnapshotStamp {
        if (databasePages < 1 || databasePages > Commit.MAX_PAGES) {
            throw new IllegalArgumentException("snapshot at " + position + " has " + databasePages + " pages");
        }
        if (commit < 0) {
            throw new IllegalArgumentException("snapshot at " + position + " shows commit " + commit);
        }
        if (!pageSize.isFrameBoundary(position.offsetBytes())) {
            throw new IllegalArgumentException("snapshot at " + position + " is not between two frames");
        }
    }

    @Override
    public SnapshotName name() {
        return new SnapshotName(position.generation(), position.index());
    }

    @Override
    public long contentBytes() {
        return databasePages * pageSize.bytes();
    }

    // By hand, both: see GenerationId.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SnapshotStamp stamp
                && position.equals(stamp.position)
                && commit == stamp.commit
                && timeMillis == stamp.timeMillis
                && pageSize.equals(stamp.pageSize)
                && databasePages == stamp.databasePages
                && predecessor.equals(stamp.predecessor);
    }

    @Override
    public int hashCode() {
        return position.hashCode();
    }
}
