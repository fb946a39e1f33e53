package dev.seawall.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads and writes arrays piece by piece.
 *
 * <p>Java takes native memory as large as the call, and copies through it: for 8 MiB at once the kernel has to find, clear
 * and take back 2,048 pages each time, and a channel keeps them.
 */
public final class Pieces {
    private static final int BYTES = 64 << 10;

    private Pieces() {}

    /** Reads once, as {@link RandomAccessFile#read(byte[], int, int)} does: no more than asked for, often less. */
    public static int read(RandomAccessFile file, byte[] into, int at, int length) throws IOException {
        return file.read(into, at, Math.min(length, BYTES));
    }

    /** Reads as many bytes as there are, up to {@code length}; returns how many. */
    public static int readUpTo(RandomAccessFile file, byte[] into, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = read(file, into, at + done, length - done);
            if (n < 0) {
                break;
            }
            done += n;
        }
        return done;
    }

    public static void write(RandomAccessFile file, byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int at = offset; at < end; at += BYTES) {
            file.write(bytes, at, Math.min(BYTES, end - at));
        }
    }

    /** Writes all that remains in the buffer. */
    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + BYTES));
            channel.write(bytes);
        }
    }
}
