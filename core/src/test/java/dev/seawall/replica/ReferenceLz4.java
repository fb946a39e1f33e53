package dev.seawall.replica;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Decodes LZ4 frames as lz4_Frame_format.md and lz4_Block_format.md describe them, all in memory and as plainly as can
 * be: what the real reader is compared with.
 */
final class ReferenceLz4 {
    /** What the format forbids, and the library takes for a distance all the same. */
    static final String DISTANCE_0 = "distance 0";

    private final byte[] in;
    private int at;

    private ReferenceLz4(byte[] in) {
        this.in = in;
    }

    /** The content of an object that is one frame, with or without garbage behind it; empty if it is none. */
    static Optional<byte[]> decode(byte[] object) {
        try {
            ReferenceLz4 reader = new ReferenceLz4(object);
            byte[] content = reader.frame();
            return reader.isAnotherFrame() ? Optional.empty() : Optional.of(content);
        } catch (ArrayIndexOutOfBoundsException | LZ4Exception e) {
            return Optional.empty();
        }
    }

    /** The content of the blocks up to the end of the bytes; blocks that are wrong end it. */
    static byte[] contentSoFar(byte[] object) {
        ReferenceLz4 reader = new ReferenceLz4(object);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
            reader.frame(content);
        } catch (ArrayIndexOutOfBoundsException | LZ4Exception e) {
            // Then the frame is refused whatever stands behind it.
        }
        return content.toByteArray();
    }

    private byte[] frame() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        frame(content);
        return content.toByteArray();
    }

    private void frame(ByteArrayOutputStream content) {
        if (isMagic(0x184c2102)) {
            at = 4;
            while (at < in.length) {
                int length = word();
                require(length > 0 && length <= (8 << 20) + (8 << 20) / 255 + 16);
                content.writeBytes(library(bytes(length), 8 << 20));
            }
            return;
        }
        require(isMagic(0x184d2204));
        int flags = in[4];
        require((flags & 0xc3) == 0x40);
        require((in[5] & 0x8f) == 0 && in[5] >> 4 >= 4);
        at = 6;
        long size = (flags & 8) != 0 ? (word() & 0xffffffffL) | ((long) word() << 32) : 0;
        require(in[at] == (byte) (hash(Arrays.copyOfRange(in, 4, at)) >> 8));
        at++;
        int max = 1 << (8 + 2 * (in[5] >> 4));
        for (int length = word(); length != 0; length = word()) {
            require((length & Integer.MAX_VALUE) != 0 && (length & Integer.MAX_VALUE) <= max);
            byte[] block = bytes(length & Integer.MAX_VALUE);
            require((flags & 0x10) == 0 || word() == hash(block));
            byte[] plain = block;
            if (length > 0) {
                plain = (flags & 0x20) != 0 ? library(block, max) : linked(content.toByteArray(), block, max);
            }
            content.writeBytes(plain);
        }
        require((flags & 4) == 0 || word() == hash(content.toByteArray()));
        require((flags & 8) == 0 || size == content.size());
    }

    private static byte[] library(byte[] block, int max) {
        byte[] out = new byte[(int) Math.min(max, 255L * block.length)];
        return Arrays.copyOf(
                out, LZ4Factory.fastestInstance().safeDecompressor().decompress(block, 0, block.length, out, 0));
    }

    /** A block whose matches may reach back into the last 64 KiB of {@code before}. */
    static byte[] linked(byte[] before, byte[] block, int max) {
        int window = Math.min(before.length, 65536);
        byte[] out = Arrays.copyOfRange(before, before.length - window, before.length + max - window + window);
        int from = 0;
        int to = window;
        while (true) {
            int token = block[from++] & 0xff;
            int literals = token >> 4;
            for (int more = 255; literals >= 15 && more == 255; literals += more) {
                more = block[from++] & 0xff;
            }
            require(to + literals <= window + max);
            for (int i = 0; i < literals; i++) {
                out[to++] = block[from++];
            }
            if (from == block.length) {
                return Arrays.copyOfRange(out, window, to);
            }
            int distance = (block[from++] & 0xff) | ((block[from++] & 0xff) << 8);
            if (distance == 0) {
                throw new LZ4Exception(DISTANCE_0);
            }
            int length = token & 15;
            for (int more = 255; length >= 15 && more == 255; length += more) {
                more = block[from++] & 0xff;
            }
            require(distance <= to && to + length + 4 <= window + max);
            for (int i = 0; i < length + 4; i++, to++) {
                out[to] = out[to - distance];
            }
        }
    }

    static int hash(byte[] bytes) {
        return XXHashFactory.safeInstance().hash32().hash(bytes, 0, bytes.length, 0);
    }

    private boolean isAnotherFrame() {
        boolean another = isMagic(0x184d2204) || isMagic(0x184c2102);
        for (int skippable = 0x184d2a50; skippable <= 0x184d2a5f; skippable++) {
            another |= isMagic(skippable);
        }
        return another;
    }

    private boolean isMagic(int magic) {
        return in.length >= at + 4
                && magic
                        == ((in[at] & 0xff)
                                | ((in[at + 1] & 0xff) << 8)
                                | ((in[at + 2] & 0xff) << 16)
                                | (in[at + 3] << 24));
    }

    private int word() {
        at += 4;
        return (in[at - 4] & 0xff) | ((in[at - 3] & 0xff) << 8) | ((in[at - 2] & 0xff) << 16) | (in[at - 1] << 24);
    }

    private byte[] bytes(int length) {
        require(length <= in.length - at);
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new LZ4Exception();
        }
    }
}
