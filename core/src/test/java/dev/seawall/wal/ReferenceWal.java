package dev.seawall.wal;

/**
 * Reads a WAL as section 4 of SQLite's file-format document describes it, byte by byte, with no code of ours: what the
 * real reader is compared with.
 */
final class ReferenceWal {
    private final byte[] wal;

    ReferenceWal(byte[] wal) {
        this.wal = wal;
    }

    /** A 32-bit big-endian word. */
    long word(int at) {
        return ((wal[at] & 0xffL) << 24)
                | ((wal[at + 1] & 0xffL) << 16)
                | ((wal[at + 2] & 0xffL) << 8)
                | (wal[at + 3] & 0xffL);
    }

    boolean hasHeader() {
        if (wal.length < 32 || (word(0) != 0x377f0682L && word(0) != 0x377f0683L) || word(4) != 3007000) {
            return false;
        }
        long pageSize = word(8);
        boolean powerOfTwo = false;
        for (long size = 512; size <= 65536; size *= 2) {
            powerOfTwo |= size == pageSize;
        }
        long[] sum = sum(0, 0, 0, 24);
        return powerOfTwo && sum[0] == word(24) && sum[1] == word(28);
    }

    /** How many frames from the first on are whole, have the header's salts and continue the checksum. */
    int frames() {
        int frames = 0;
        long[] sum = {word(24), word(28)};
        for (int at = 32; at + 24 + word(8) <= wal.length; at += 24 + (int) word(8)) {
            sum = frameSum(sum, at);
            boolean valid = word(at) != 0
                    && word(at + 8) == word(16)
                    && word(at + 12) == word(20)
                    && word(at + 16) == sum[0]
                    && word(at + 20) == sum[1];
            if (!valid) {
                return frames;
            }
            frames++;
        }
        return frames;
    }

    /** Makes the header's checksum right, and with {@code frames} also the salts and checksums of all whole frames. */
    void seal(boolean frames) {
        if (wal.length < 32) {
            return;
        }
        put(24, sum(0, 0, 0, 24));
        long pageSize = word(8);
        if (!frames || pageSize < 512 || pageSize > 65536 || pageSize % 8 != 0) {
            return;
        }
        long[] sum = {word(24), word(28)};
        for (int at = 32; at + 24 + pageSize <= wal.length; at += 24 + (int) pageSize) {
            put(at + 8, new long[] {word(16), word(20)});
            sum = frameSum(sum, at);
            put(at + 16, sum);
        }
    }

    private long[] frameSum(long[] sum, int at) {
        long[] carried = sum(sum[0], sum[1], at, at + 8);
        return sum(carried[0], carried[1], at + 24, at + 24 + (int) word(8));
    }

    private long[] sum(long s0, long s1, int from, int to) {
        boolean bigEndian = (wal[3] & 1) != 0;
        long[] s = {s0, s1};
        for (int i = from; i < to; i += 8) {
            s[0] = (s[0] + ordered(i, bigEndian) + s[1]) & 0xffffffffL;
            s[1] = (s[1] + ordered(i + 4, bigEndian) + s[0]) & 0xffffffffL;
        }
        return s;
    }

    private long ordered(int at, boolean bigEndian) {
        return bigEndian ? word(at) : Integer.toUnsignedLong(Integer.reverseBytes((int) word(at)));
    }

    private void put(int at, long[] words) {
        for (int i = 0; i < 8; i++) {
            wal[at + i] = (byte) (words[i / 4] >> (24 - 8 * (i % 4)));
        }
    }
}
