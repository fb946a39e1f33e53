package dev.seawall.replica;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Holds the last block of a frame, uncompressed, and for a frame of linked blocks the 64 KiB before it.
 *
 * <p>A block that needs nothing before it goes straight to where it is wanted, if there is room. Else it goes to a buffer
 * that grows with what blocks really need: a frame may announce blocks of 4 MiB and hold one of 100 bytes.
 */
final class Lz4BlockDecoder {
    /** No LZ4 block expands more than this many times. */
    private static final int MAX_EXPANSION = 255;

    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final boolean linked;
    private final int maxBlockBytes;
    private byte[] own = new byte[0];
    private byte[] buffer = own;
    private int start;
    private int end;

    Lz4BlockDecoder(boolean linked, int maxBlockBytes) {
        this.linked = linked;
        this.maxBlockBytes = maxBlockBytes;
    }

    /** Where the block is. */
    byte[] buffer() {
        return buffer;
    }

    /** Where the block begins in the buffer. */
    int start() {
        return start;
    }

    /** Just past the block in the buffer. */
    int end() {
        return end;
    }

    /** Takes a block that is stored as it is. */
    void store(byte[] block, int length) {
        makeRoom(length);
        System.arraycopy(block, 0, buffer, start, length);
        end = start + length;
    }

    /**
     * Decompresses a block.
     *
     * @param foreseenBytes how long it is to be at most; where it proves to be longer, it is decompressed all the same
     * @param wanted where it goes if it is sure to fit: from {@code at} on there is room for {@code room} bytes
     * @throws LZ4Exception if the bytes are no LZ4 block, or one larger than the frame allows
     */
    void decompress(byte[] block, int length, long foreseenBytes, byte[] wanted, int at, int room) {
        int most = (int) Math.min(maxBlockBytes, (long) length * MAX_EXPANSION);
        int foreseen = (int) Math.min(most, foreseenBytes);
        if (linked || foreseen > room || !isDecompressed(block, length, wanted, at, foreseen)) {
            decompress(block, length, most);
        }
    }

    private boolean isDecompressed(byte[] block, int length, byte[] wanted, int at, int room) {
        try {
            end = at + decompressor.decompress(block, 0, length, wanted, at, room);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            return false; // broken, or longer than foreseen: with all the room that there may be, it is told which
        }
        start = at;
        buffer = wanted;
        return true;
    }

    private void decompress(byte[] block, int length, int most) {
        makeRoom(most);
        int room = Math.min(maxBlockBytes, buffer.length - start);
        try {
            end = linked
                    ? new LinkedBlock(block, length, buffer, start, start + room).decode()
                    : start + decompressor.decompress(block, 0, length, buffer, start, room);
        } catch (IndexOutOfBoundsException e) {
            throw new LZ4Exception("malformed block: " + e.getMessage());
        }
    }

    private void makeRoom(int bytes) {
        int keep = linked ? Math.min(end, Lz4Format.WINDOW_BYTES) : 0;
        int needed = keep + bytes;
        byte[] from = buffer;
        if (own.length < needed) {
            own = new byte[needed];
        }
        System.arraycopy(from, end - keep, own, 0, keep);
        buffer = own;
        start = keep;
        end = keep;
    }

    /**
     * Decodes one block whose matches may reach into the bytes before it; the library's decoder refuses those.
     *
     * <p>A block is a run of sequences: a token (literal count, match length - 4), more count bytes, the literals, a
     * two-byte distance, more length bytes. The last sequence ends with its literals. Any index out of bounds is left to
     * the arrays' own checks.
     */
    private static final class LinkedBlock {
        private static final int MIN_MATCH = 4;
        private static final int MORE = 15;

        private final byte[] in;
        private final int inEnd;
        private final byte[] out;
        private final int outEnd;
        private int read;
        private int written;

        LinkedBlock(byte[] in, int inEnd, byte[] out, int outStart, int outEnd) {
            this.in = in;
            this.inEnd = inEnd;
            this.out = out;
            this.written = outStart;
            this.outEnd = outEnd;
        }

        int decode() {
            while (true) {
                int token = next();
                copyLiterals(length(token >> 4));
                if (read == inEnd) {
                    return written;
                }
                int distance = next() | next() << 8;
                copyMatch(distance, MIN_MATCH + length(token & MORE));
            }
        }

        private int next() {
            if (read >= inEnd) {
                throw new LZ4Exception("block ends within a sequence");
            }
            return Byte.toUnsignedInt(in[read++]);
        }

        private int length(int nibble) {
            int length = nibble;
            if (nibble == MORE) {
                int more;
                do {
                    more = next();
                    length += more;
                } while (more == 255);
            }
            return length;
        }

        private void copyLiterals(int count) {
            if (count > inEnd - read || count > outEnd - written) {
                throw new LZ4Exception("literals leave the block");
            }
            System.arraycopy(in, read, out, written, count);
            read += count;
            written += count;
        }

        private void copyMatch(int distance, int count) {
            if (distance == 0 || distance > written || count > outEnd - written) {
                throw new LZ4Exception("match leaves the window");
            }
            int from = written - distance;
            if (distance >= count) {
                System.arraycopy(out, from, out, written, count);
            } else if (distance == 1) {
                Arrays.fill(out, written, written + count, out[from]);
            } else {
                // The match overlaps what it writes: byte by byte, so that it repeats itself.
                for (int i = 0; i < count; i++) {
                    out[written + i] = out[from + i];
                }
            }
            written += count;
        }
    }
}
