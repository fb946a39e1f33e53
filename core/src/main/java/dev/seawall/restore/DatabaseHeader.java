package dev.seawall.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.wal.PageSize;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the page size from the first bytes of a snapshot.
 *
 * <pre>
 *  0                   16       18
 *  | SQLite format 3\0 | page   | ...
 *  |                   | size   |
 * </pre>
 *
 * <p>Big-endian; 65536 is stored as 1. An encrypted database has none of this, and is restored all the same.
 */
record DatabaseHeader(Optional<PageSize> pageSize) {
    static final DatabaseHeader NONE = new DatabaseHeader(Optional.empty());

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);
    private static final int PAGE_SIZE_OFFSET = 16;
    private static final int END_OFFSET = PAGE_SIZE_OFFSET + 2;

    static DatabaseHeader read(byte[] bytes, int length) {
        if (length < END_OFFSET || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return NONE;
        }
        int stored = Byte.toUnsignedInt(bytes[PAGE_SIZE_OFFSET]) << 8 | Byte.toUnsignedInt(bytes[PAGE_SIZE_OFFSET + 1]);
        int pageSize = stored == 1 ? 65_536 : stored;
        return PageSize.isValid(pageSize) ? new DatabaseHeader(Optional.of(new PageSize(pageSize))) : NONE;
    }

    /**
     * Holds what the snapshot's first page says against its stamp and its length.
     *
     * @return the page size, if anything tells it
     */
    Optional<PageSize> requireFits(RestorePlan plan, long contentBytes) throws DamagedReplicaException {
        String key = plan.snapshot().name().key();
        if (contentBytes == 0) {
            // SQLite deletes a WAL beside an empty database: nothing of the history would be left.
            throw new DamagedReplicaException(key, "content", "at least one page", "empty");
        }
        Optional<PageSize> stamped = plan.snapshotStamp().map(stamp -> stamp.pageSize());
        if (stamped.isPresent() && pageSize.isPresent() && !stamped.equals(pageSize)) {
            throw new DamagedReplicaException(
                    key, "page size", stamped.get().toString(), pageSize.get().toString());
        }
        Optional<PageSize> known = stamped.isPresent() ? stamped : pageSize;
        if (known.isPresent() && contentBytes % known.get().bytes() != 0) {
            throw new DamagedReplicaException(
                    key, "content length", "whole pages of " + known.get().bytes(), contentBytes + " bytes");
        }
        return known;
    }
}
