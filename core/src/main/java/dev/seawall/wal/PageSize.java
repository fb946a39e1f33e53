package dev.seawall.wal;

import org.jspecify.annotations.Nullable;

/**
 * Checks and applies a database's page size: a power of two from 512 to 65536 bytes.
 *
 * <p>Turns frame numbers (from 1, as SQLite counts them; 0 is "no frame") into offsets in the WAL file and back.
 */
public record PageSize(int bytes) {
    public PageSize {
        if (!isValid(bytes)) {
            throw new IllegalArgumentException("page size " + bytes + " is not a power of two from 512 to 65536");
        }
    }

    public static boolean isValid(long bytes) {
        return bytes >= 512 && bytes <= 65_536 && Long.bitCount(bytes) == 1;
    }

    /** The size of a frame: its header and one page. */
    public int frameBytes() {
        return FrameHeader.BYTES + bytes;
    }

    /** The offset just past frame {@code frame}; for frame 0, just past the WAL header. */
    public long endOfFrame(long frame) {
        return WalHeader.BYTES + frame * frameBytes();
    }

    /** The number of whole frames in front of {@code offsetBytes}; 0 for an offset within the WAL header. */
    public long framesBefore(long offsetBytes) {
        return offsetBytes <= WalHeader.BYTES ? 0 : (offsetBytes - WalHeader.BYTES) / frameBytes();
    }

    /** Tells whether an offset is 0 or lies between two frames: 0, or 32 + k x (24 + page size). */
    public boolean isFrameBoundary(long offsetBytes) {
        return offsetBytes == 0
                || (offsetBytes >= WalHeader.BYTES && (offsetBytes - WalHeader.BYTES) % frameBytes() == 0);
    }

    // By hand, both: see Salt.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PageSize size && bytes == size.bytes;
    }

    @Override
    public int hashCode() {
        return bytes;
    }
}
