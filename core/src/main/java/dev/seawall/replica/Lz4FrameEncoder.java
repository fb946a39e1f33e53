package dev.seawall.replica;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Compresses content into one LZ4 frame as {@link Lz4Format} draws it, piece by piece: the header, blocks, the end.
 *
 * <p>Each method leaves its piece at the start of {@link #piece()} and returns its length. The hash that closes the frame
 * is the one that the stamp wants, so content is hashed once. (The library's own frame stream would hide that hash.) Not
 * safe for several threads.
 */
final class Lz4FrameEncoder implements AutoCloseable {
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    private final StreamingXXHash32 hash = XXHashFactory.fastestInstance().newStreamingHash32(0);
    private final ByteBuffer piece = ByteBuffer.allocate(
                    Integer.BYTES + compressor.maxCompressedLength(Lz4Format.BLOCK_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    private long contentBytes;

    /** The largest frame that this many bytes of content can become. */
    static int maxFrameBytes(int contentBytes) {
        int blocks = contentBytes / Lz4Format.BLOCK_BYTES + 1;
        return contentBytes + (blocks + 4) * Integer.BYTES;
    }

    byte[] piece() {
        return piece.array();
    }

    /** Begins a frame, whatever became of the one before. */
    int begin() {
        hash.reset();
        contentBytes = 0;
        piece.putInt(0, Lz4Format.MAGIC);
        int flags = Lz4Format.FLG_VERSION | Lz4Format.FLG_INDEPENDENT | Lz4Format.FLG_CONTENT_CHECKSUM;
        piece.put(Lz4Format.FLG_OFFSET, (byte) flags);
        piece.put(Lz4Format.BD_OFFSET, (byte) Lz4Format.BD_256_KIB);
        hash.update(piece(), Lz4Format.FLG_OFFSET, Lz4Format.CONTENT_SIZE_OFFSET - Lz4Format.FLG_OFFSET);
        piece.put(Lz4Format.CONTENT_SIZE_OFFSET, Lz4Format.headerCheck(hash.getValue()));
        hash.reset();
        return Lz4Format.CONTENT_SIZE_OFFSET + 1;
    }

    /** @param length 1 to {@link Lz4Format#BLOCK_BYTES} */
    int block(byte[] content, int offset, int length) {
        hash.update(content, offset, length);
        contentBytes += length;
        int compressed = compressor.compress(content, offset, length, piece(), Integer.BYTES);
        if (compressed < length) {
            piece.putInt(0, compressed);
            return Integer.BYTES + compressed;
        }
        piece.putInt(0, length | Lz4Format.STORED);
        System.arraycopy(content, offset, piece(), Integer.BYTES, length);
        return Integer.BYTES + length;
    }

    int end() {
        piece.putInt(0, Lz4Format.END_MARK);
        piece.putInt(Integer.BYTES, hash.getValue());
        return 2 * Integer.BYTES;
    }

    /** Seals the content given since {@link #begin}. */
    ContentSeal seal() {
        return new ContentSeal(contentBytes, hash.getValue());
    }

    @Override
    public void close() {
        hash.close();
    }
}
