package dev.seawall.replica;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns a segment's WAL bytes and its stamp into the bytes of its object: the stamp, then one LZ4 frame.
 *
 * <p>The stamp stands in front, and is known last: room is left for it. Keeps its buffers from one segment to the next:
 * they grow to what the largest one needed. Not safe for several threads.
 */
public final class SegmentEncoder implements AutoCloseable {
    /** The most WAL that a segment holds: 8 MiB, and the frame that passed it. */
    public static final int MAX_CONTENT_BYTES = (8 << 20) + 24 + 65_536;

    private final Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
    private final byte[] block = new byte[Lz4Format.BLOCK_BYTES];
    private int blockBytes;
    private long contentBytes;
    private byte[] object = new byte[0];
    private int frameBegin;
    private int end;

    /**
     * Begins a segment, whatever became of the one before.
     *
     * @param maxCommits how many commits its stamp may name
     */
    public void begin(int maxCommits) {
        blockBytes = 0;
        contentBytes = 0;
        frameBegin = StampEncoder.maxBytes(maxCommits);
        end = frameBegin;
        addPiece(lz4.begin());
    }

    /**
     * Adds what follows in the WAL.
     *
     * @throws IllegalArgumentException if that is more than a segment holds
     */
    public void append(byte[] bytes, int offset, int length) {
        contentBytes += length;
        if (contentBytes > MAX_CONTENT_BYTES) {
            throw new IllegalArgumentException(
                    "a segment holds " + MAX_CONTENT_BYTES + " bytes of WAL at most, not " + contentBytes);
        }
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, block.length - blockBytes);
            System.arraycopy(bytes, offset + done, block, blockBytes, n);
            blockBytes += n;
            done += n;
            if (blockBytes == block.length) {
                addBlock();
            }
        }
    }

    private void addBlock() {
        addPiece(lz4.block(block, 0, blockBytes));
        blockBytes = 0;
    }

    /** Adds the first bytes of what LZ4 has made. */
    private void addPiece(int length) {
        if (object.length < end + length) {
            object = Arrays.copyOf(object, Math.max(end + length, Math.min(2 * object.length, mostBytes())));
        }
        System.arraycopy(lz4.piece(), 0, object, end, length);
        end += length;
    }

    private int mostBytes() {
        return frameBegin + Lz4FrameEncoder.maxFrameBytes(MAX_CONTENT_BYTES);
    }

    /**
     * Ends the segment.
     *
     * @return the object's bytes, array-backed; they stay as they are until the next call
     * @throws IllegalArgumentException if what was added is not as long as the stamp says, or it names more commits than
     *     announced
     */
    public ByteBuffer finish(SegmentStamp stamp) {
        int stampBytes = StampEncoder.bytes(stamp);
        if (contentBytes != stamp.contentBytes()) {
            throw new IllegalArgumentException("segment at " + stamp.start() + " to " + stamp.endOffsetBytes() + " has "
                    + contentBytes + " bytes");
        }
        if (stampBytes > frameBegin) {
            throw new IllegalArgumentException("segment at " + stamp.start() + " has "
                    + stamp.commits().size() + " commits, more than were announced");
        }
        if (blockBytes > 0) {
            addBlock();
        }
        addPiece(lz4.end());
        byte[] head = StampEncoder.encode(new SealedStamp(stamp, lz4.seal()));
        int begin = frameBegin - head.length;
        System.arraycopy(head, 0, object, begin, head.length);
        return ByteBuffer.wrap(object, begin, end - begin).slice();
    }

    @Override
    public void close() {
        lz4.close();
    }
}
