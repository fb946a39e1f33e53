package dev.seawall.replica;

/**
 * Draws the LZ4 frame that holds an object's content.
 *
 * <pre>
 *  0        4     5    [6]         n        n + 1
 *  | magic  | FLG | BD | content   | header | blocks ... | end mark | xxHash32 of |
 *  |        |     |    | size 8 ?  | check  |            | 0        | the content |
 *
 *  block: | length 4, top bit: stored as it is | bytes | xxHash32 of them, if FLG says so |
 * </pre>
 *
 * <p>All is little-endian. We write independent blocks of 256 KiB and a content checksum. Never block checksums:
 * Litestream 0.3 computes them over the wrong bytes and would refuse the object. Never a second frame: Litestream reads
 * only the first.
 *
 * <p>The legacy frame is its magic, then blocks of 8 MiB, each a length and always compressed, up to the end of the
 * object. Source: <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>.
 */
final class Lz4Format {
    static final int MAGIC = 0x184D_2204;
    static final int LEGACY_MAGIC = 0x184C_2102;
    /** The first of sixteen. */
    static final int SKIPPABLE_MAGIC = 0x184D_2A50;

    static final int SKIPPABLE_MASK = 0xFFFF_FFF0;

    static final int FLG_OFFSET = 4;
    static final int BD_OFFSET = FLG_OFFSET + 1;
    static final int CONTENT_SIZE_OFFSET = BD_OFFSET + 1;

    static final int FLG_VERSION_MASK = 0xC0;
    static final int FLG_VERSION = 0x40;
    static final int FLG_INDEPENDENT = 0x20;
    static final int FLG_BLOCK_CHECKSUM = 0x10;
    static final int FLG_CONTENT_SIZE = 0x08;
    static final int FLG_CONTENT_CHECKSUM = 0x04;
    static final int FLG_RESERVED = 0x02;
    static final int FLG_DICTIONARY = 0x01;

    /** Bits 4 to 6 of BD: 4 is 64 KiB, and each step is four times the one before, up to 7. */
    static final int BD_256_KIB = 5 << 4;

    static final int BLOCK_BYTES = 256 << 10;
    static final int LEGACY_BLOCK_BYTES = 8 << 20;
    static final int STORED = 0x8000_0000;
    static final int END_MARK = 0;

    /** How far back a match may reach: what a linked block can ask of those before it. */
    static final int WINDOW_BYTES = 64 << 10;

    private Lz4Format() {}

    /** The largest content of a block, or -1 if BD names none. */
    static int maxBlockBytes(int bd) {
        int code = (bd >> 4) & 7;
        boolean valid = code >= 4 && (bd & 0x8F) == 0;
        return valid ? 1 << (8 + 2 * code) : -1;
    }

    /** @throws DamagedReplicaException unless the object's first four bytes begin a frame that we read */
    static void requireFrame(ObjectName name, int magic) throws DamagedReplicaException {
        if (!isFrame(magic)) {
            throw new DamagedReplicaException(
                    name.key(),
                    "first four bytes",
                    "an LZ4 frame (184d2204) or a stamp (184d2a53)",
                    String.format("%08x", magic));
        }
    }

    static boolean isFrame(int magic) {
        return magic == MAGIC || magic == LEGACY_MAGIC;
    }

    /** Tells whether an LZ4 reader would go on with what follows: another frame, or one to be skipped before it. */
    static boolean beginsFrame(int magic) {
        return isFrame(magic) || (magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC;
    }

    static int littleEndianInt(byte[] bytes) {
        return Byte.toUnsignedInt(bytes[0])
                | Byte.toUnsignedInt(bytes[1]) << 8
                | Byte.toUnsignedInt(bytes[2]) << 16
                | bytes[3] << 24;
    }

    /** One byte of the hash over FLG, BD and the content size. */
    static byte headerCheck(int xxHash32) {
        return (byte) (xxHash32 >> 8);
    }
}
