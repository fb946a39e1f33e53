package dev.seawall.wal;

import java.nio.ByteBuffer;

/**
 * Verifies frames one after another: each must carry the header's salts, and a checksum that continues the one before.
 *
 * <p>A chain is a place in one WAL cycle: the offset just past the last verified frame and the running checksum there.
 * {@link #accept} moves it on by one frame, or throws and leaves it where it was. Not safe for several threads.
 */
public final class FrameChain {
    private final WalHeader header;
    private long offsetBytes;
    private Checksum checksum;

    private FrameChain(WalHeader header, long offsetBytes, Checksum checksum) {
        this.header = header;
        this.offsetBytes = offsetBytes;
        this.checksum = checksum;
    }

    /** Starts just past the WAL header. */
    public static FrameChain start(WalHeader header) {
        return new FrameChain(header, WalHeader.BYTES, header.checksum());
    }

    /**
     * Goes on from a frame verified earlier.
     *
     * @param offsetBytes the offset just past that frame: 32 + k x (24 + page size)
     * @param checksum the running checksum there
     */
    public static FrameChain resume(WalHeader header, long offsetBytes, Checksum checksum) {
        if (offsetBytes < WalHeader.BYTES || !header.pageSize().isFrameBoundary(offsetBytes)) {
            throw new IllegalArgumentException("offset " + offsetBytes + " is not between two frames");
        }
        return new FrameChain(header, offsetBytes, checksum);
    }

    /**
     * Verifies the frame at absolute {@code at} of {@code bytes} and moves past it.
     *
     * @param bytes holds a whole frame at {@code at}; its order must be the header's checksum order
     * @throws WalFormatException if page number, salts or checksum are wrong; the chain stays where it was
     */
    public FrameHeader accept(ByteBuffer bytes, int at) throws WalFormatException {
        FrameHeader frame = FrameHeader.read(bytes, at);
        if (frame.pageNumber() == 0) {
            throw new WalFormatException(offsetBytes, "frame page number", "1 or more", "0");
        }
        if (!frame.salt().equals(header.salt())) {
            throw new WalFormatException(
                    offsetBytes,
                    "frame salt",
                    header.salt().toString(),
                    frame.salt().toString());
        }
        Checksum computed = checksum.over(bytes, at, FrameHeader.CHECKSUMMED_BYTES)
                .over(bytes, at + FrameHeader.BYTES, header.pageSize().bytes());
        if (!frame.checksum().equals(computed)) {
            throw new WalFormatException(
                    offsetBytes,
                    "frame checksum",
                    computed.toString(),
                    frame.checksum().toString());
        }
        checksum = computed;
        offsetBytes += header.pageSize().frameBytes();
        return frame;
    }

    public WalHeader header() {
        return header;
    }

    /** The offset just past the last verified frame. */
    public long offsetBytes() {
        return offsetBytes;
    }

    /** The running checksum at {@link #offsetBytes()}. */
    public Checksum checksum() {
        return checksum;
    }
}
