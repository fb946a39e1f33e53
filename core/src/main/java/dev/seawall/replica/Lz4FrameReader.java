package dev.seawall.replica;

import java.io.IOException;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads one LZ4 frame, block by block, and verifies all that it can verify: every variant of {@link Lz4Format}.
 *
 * <p>After {@link #nextBlock} has answered false, the frame has been read to its end, its checksum was right, and the
 * object is at its end too.
 */
final class Lz4FrameReader implements AutoCloseable {
    private static final int NO_BLOCK = -1;

    private final RawBytes in;
    private final boolean legacy;
    private final int flags;
    private final int maxBlockBytes;
    private final long announcedBytes;
    private final Lz4BlockDecoder decoder;
    private final XXHash32 blockHash = XXHashFactory.fastestInstance().hash32();
    private final StreamingXXHash32 contentHash =
            XXHashFactory.fastestInstance().newStreamingHash32(0);
    /** What is stored of the block: as it is, or compressed. */
    private byte[] stored = new byte[0];

    private boolean isStored;
    private long contentBytes;

    /** @param magic the frame's first four bytes, read already */
    Lz4FrameReader(RawBytes in, int magic) throws IOException {
        this.in = in;
        in.requireFrame(magic);
        legacy = magic == Lz4Format.LEGACY_MAGIC;
        if (legacy) {
            flags = Lz4Format.FLG_INDEPENDENT;
            maxBlockBytes = Lz4Format.LEGACY_BLOCK_BYTES;
            announcedBytes = 0;
        } else {
            byte[] header = new byte[Lz4Format.CONTENT_SIZE_OFFSET + Long.BYTES + 1];
            in.readFully(header, Lz4Format.FLG_OFFSET, 2, "LZ4 frame header");
            flags = header[Lz4Format.FLG_OFFSET];
            requireSupportedFlags();
            maxBlockBytes = Lz4Format.maxBlockBytes(header[Lz4Format.BD_OFFSET]);
            if (maxBlockBytes < 0) {
                throw in.damaged("LZ4 block size", "40, 50, 60 or 70", RawBytes.hex(header[Lz4Format.BD_OFFSET]));
            }
            announcedBytes = readSizeAndCheck(header);
        }
        decoder = new Lz4BlockDecoder(!has(Lz4Format.FLG_INDEPENDENT), maxBlockBytes);
    }

    private void requireSupportedFlags() throws DamagedReplicaException {
        boolean version1 = (flags & Lz4Format.FLG_VERSION_MASK) == Lz4Format.FLG_VERSION;
        if (!version1 || has(Lz4Format.FLG_RESERVED) || has(Lz4Format.FLG_DICTIONARY)) {
            throw in.damaged("LZ4 frame flags", "version 01 without a dictionary", RawBytes.hex(flags & 0xFF));
        }
    }

    private long readSizeAndCheck(byte[] header) throws IOException {
        int sizeBytes = has(Lz4Format.FLG_CONTENT_SIZE) ? Long.BYTES : 0;
        in.readFully(header, Lz4Format.CONTENT_SIZE_OFFSET, sizeBytes + 1, "LZ4 frame header");
        int checked = Lz4Format.CONTENT_SIZE_OFFSET + sizeBytes;
        byte check =
                Lz4Format.headerCheck(blockHash.hash(header, Lz4Format.FLG_OFFSET, checked - Lz4Format.FLG_OFFSET, 0));
        if (check != header[checked]) {
            throw in.damaged("LZ4 header checksum", RawBytes.hex(check & 0xFF), RawBytes.hex(header[checked] & 0xFF));
        }
        long size = 0;
        for (int i = checked - 1; i >= Lz4Format.CONTENT_SIZE_OFFSET; i--) {
            size = size << 8 | Byte.toUnsignedLong(header[i]);
        }
        return size;
    }

    /** The block read last: in {@link Lz4BlockDecoder#buffer} from start to end. */
    Lz4BlockDecoder block() {
        return decoder;
    }

    /** All content read so far. */
    ContentSeal seal() {
        return new ContentSeal(contentBytes, contentHash.getValue());
    }

    long contentBytes() {
        return contentBytes;
    }

    /**
     * Reads the next block, or, where there is none, verifies the frame's end.
     *
     * @param foreseenBytes how long it is to be at most, as far as the caller knows
     * @param wanted where it goes if it is sure to fit: from {@code at} on there is room for {@code room} bytes
     */
    boolean nextBlock(long foreseenBytes, byte[] wanted, int at, int room) throws IOException {
        int length = legacy ? nextLegacyBlock() : nextFrameBlock();
        if (length == NO_BLOCK) {
            return false;
        }
        if (isStored) {
            decoder.store(stored, length);
        } else {
            decompress(length, foreseenBytes, wanted, at, room);
        }
        count();
        return true;
    }

    private int nextFrameBlock() throws IOException {
        int header = in.littleEndianInt("LZ4 block length");
        if (header == Lz4Format.END_MARK) {
            verifyEnd();
            return NO_BLOCK;
        }
        int length = header & ~Lz4Format.STORED;
        readStored(length, maxBlockBytes);
        if (has(Lz4Format.FLG_BLOCK_CHECKSUM)) {
            expect("LZ4 block checksum", blockHash.hash(stored, 0, length, 0), in.littleEndianInt("block checksum"));
        }
        isStored = (header & Lz4Format.STORED) != 0;
        return length;
    }

    private int nextLegacyBlock() throws IOException {
        byte[] word = new byte[Integer.BYTES];
        if (in.readUpTo(word, 0, 1) == 0) {
            return NO_BLOCK;
        }
        in.readFully(word, 1, Integer.BYTES - 1, "LZ4 block length");
        int length = Lz4Format.littleEndianInt(word);
        // Incompressible bytes grow by 1 in 255. A second frame's magic is far above this, so it ends here too.
        readStored(length, maxBlockBytes + maxBlockBytes / 255 + 16);
        return length;
    }

    private void readStored(int length, int max) throws IOException {
        if (length <= 0 || length > max) {
            throw in.damaged("LZ4 block length", "1 to " + max, Integer.toUnsignedString(length));
        }
        if (stored.length < length) {
            stored = new byte[length];
        }
        in.readFully(stored, 0, length, "LZ4 block");
    }

    private void decompress(int length, long foreseenBytes, byte[] wanted, int at, int room)
            throws DamagedReplicaException {
        try {
            decoder.decompress(stored, length, foreseenBytes, wanted, at, room);
        } catch (LZ4Exception e) {
            throw in.damaged("LZ4 block", "one that decompresses", "broken: " + e.getMessage());
        }
    }

    private void count() {
        int length = decoder.end() - decoder.start();
        contentHash.update(decoder.buffer(), decoder.start(), length);
        contentBytes += length;
    }

    private void verifyEnd() throws IOException {
        if (has(Lz4Format.FLG_CONTENT_CHECKSUM)) {
            expect("LZ4 content checksum", contentHash.getValue(), in.littleEndianInt("LZ4 content checksum"));
        }
        if (has(Lz4Format.FLG_CONTENT_SIZE) && announcedBytes != contentBytes) {
            throw in.damaged("LZ4 content length", announcedBytes + " bytes", contentBytes + " bytes");
        }
    }

    private void expect(String what, int expected, int actual) throws DamagedReplicaException {
        if (expected != actual) {
            throw in.damaged(what, RawBytes.hex(expected), RawBytes.hex(actual));
        }
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public void close() {
        contentHash.close();
    }
}
