package dev.seawall.replica;

import java.nio.ByteBuffer;

/**
 * Turns a segment's stamp and WAL bytes into the bytes of its object: the stamp, then one LZ4 frame.
 *
 * <p>Keeps its buffers from one segment to the next: they grow to what the largest one needed. Not safe for several
 * threads.
 */
public final class SegmentEncoder implements AutoCloseable {
    /** The most WAL that a segment holds: 8 MiB, and the frame that passed it. */
    public static final int MAX_CONTENT_BYTES = (8 << 20) + 24 + 65_536;

    private final Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
    private final byte[] block = new byte[Lz4Format.BLOCK_BYTES];
    private byte[] object = new byte[0];

    /**
     * Encodes a segment.
     *
     * @param content the WAL's bytes from the stamp's start to its end, from position to limit, on the heap or not;
     *     nothing about the buffer changes
     * @return the object's bytes, array-backed; they stay as they are until the next call
     * @throws IllegalArgumentException if the content's length is not what the stamp says, or is too large
     */
    public ByteBuffer encode(SegmentStamp stamp, ByteBuffer content) {
        int length = content.remaining();
        if (length != stamp.contentBytes() || length > MAX_CONTENT_BYTES) {
            throw new IllegalArgumentException(
                    "segment at " + stamp.start() + " to " + stamp.endOffsetBytes() + " has " + length + " bytes");
        }
        int stampBytes = StampEncoder.bytes(stamp);
        ensureCapacity(stampBytes + Lz4FrameEncoder.maxFrameBytes(length));
        ByteBuffer out = ByteBuffer.wrap(object).position(stampBytes);
        out.put(lz4.piece(), 0, lz4.begin());
        ByteBuffer in = content.duplicate();
        while (in.hasRemaining()) {
            int n = Math.min(in.remaining(), block.length);
            in.get(block, 0, n);
            out.put(lz4.piece(), 0, lz4.block(block, 0, n));
        }
        out.put(lz4.piece(), 0, lz4.end());
        byte[] head = StampEncoder.encode(new SealedStamp(stamp, lz4.seal()));
        return out.put(0, head).flip();
    }

    private void ensureCapacity(int bytes) {
        if (object.length < bytes) {
            object = new byte[bytes];
        }
    }

    @Override
    public void close() {
        lz4.close();
    }
}
