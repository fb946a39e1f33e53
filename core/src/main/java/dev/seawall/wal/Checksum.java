package dev.seawall.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Holds the WAL's running checksum: two 32-bit sums, started by the header and carried through every frame.
 *
 * <p>Because each frame's checksum includes all before it, two logs with equal headers and an equal checksum at some
 * offset hold the same bytes up to there (but for 64-bit chance). Source: file-format document, section 4.2.
 */
public record Checksum(int sum1, int sum2) {
    /** Where the header's own checksum starts from. */
    public static final Checksum SEED = new Checksum(0, 0);

    /**
     * Returns this checksum carried on over {@code lengthBytes} bytes of {@code bytes} from {@code offset} on.
     *
     * @param bytes read as 32-bit words in the buffer's own {@linkplain ByteBuffer#order() order}, by absolute
     *     position; nothing about the buffer changes
     * @param lengthBytes a multiple of 8
     */
    public Checksum over(ByteBuffer bytes, int offset, int lengthBytes) {
        if (lengthBytes % 8 != 0) {
            throw new IllegalArgumentException("checksummed length " + lengthBytes + " is not a multiple of 8");
        }
        int a = sum1;
        int b = sum2;
        int end = offset + lengthBytes;
        for (int i = offset; i < end; i += 8) {
            a += bytes.getInt(i) + b;
            b += bytes.getInt(i + 4) + a;
        }
        return new Checksum(a, b);
    }

    /** Reads the two big-endian words stored at {@code offset}. */
    static Checksum read(ByteBuffer bytes, int offset) {
        return new Checksum(bigEndianInt(bytes, offset), bigEndianInt(bytes, offset + 4));
    }

    static int bigEndianInt(ByteBuffer bytes, int offset) {
        int value = bytes.getInt(offset);
        return bytes.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    // By hand, both: see Salt.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checksum checksum && sum1 == checksum.sum1 && sum2 == checksum.sum2;
    }

    @Override
    public int hashCode() {
        return 31 * sum1 + sum2;
    }

    @Override
    public String toString() {
        return String.format("%08x-%08x", sum1, sum2);
    }
}
