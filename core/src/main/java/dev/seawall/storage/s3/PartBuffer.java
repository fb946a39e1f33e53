package dev.seawall.storage.s3;

import java.util.Arrays;

/** Collects the bytes of one part. Grows as it fills, so that a small upload takes little. */
final class PartBuffer {
    /** S3 takes no smaller part, the last excepted. */
    static final int SMALLEST = 5 << 20;

    /** S3 takes 10,000 parts; the rest is for content that gets longer than expected. */
    private static final int PLANNED_PARTS = 9000;

    private static final int FIRST_CAPACITY = 64 << 10;

    private final int sizeBytes;
    private byte[] bytes;
    private int filled;

    PartBuffer(int sizeBytes) {
        this.sizeBytes = sizeBytes;
        this.bytes = new byte[Math.min(sizeBytes, FIRST_CAPACITY)];
    }

    /** Returns how long parts must be: 5 MiB up to 44 GiB, then more. */
    static int sizeFor(long expectedBytes) {
        long size = Math.max(SMALLEST, expectedBytes / PLANNED_PARTS + 1);
        if (size > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(expectedBytes + " bytes are too many for one object");
        }
        return (int) size;
    }

    /** Takes as many bytes as fit. */
    int append(byte[] from, int offset, int length) {
        int count = Math.min(length, sizeBytes - filled);
        if (filled + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(sizeBytes, Math.max(filled + count, 2L * bytes.length)));
        }
        System.arraycopy(from, offset, bytes, filled, count);
        filled += count;
        return count;
    }

    void overwriteStart(byte[] head) {
        System.arraycopy(head, 0, bytes, 0, head.length);
    }

    boolean isFull() {
        return filled == sizeBytes;
    }

    void clear() {
        filled = 0;
    }

    Content content() {
        return new Content(bytes, 0, filled);
    }
}
