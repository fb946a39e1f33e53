package dev.seawall.restore;

import java.util.ArrayList;
import java.util.List;

/**
 * Lends arrays, and lends again what comes back: a restore that made new ones for each object would spend its time on
 * collecting them. Safe for several threads.
 */
final class Buffers {
    /** Smaller ones are made anew: they cost nothing, and keeping them would only fill the memory with odd ends. */
    private static final int SMALLEST_BYTES = 64 << 10;

    private final long keptBytes;
    private final List<byte[]> free = new ArrayList<>();
    private long freeBytes;

    /** @param keptBytes how much of what came back is kept, at most */
    Buffers(long keptBytes) {
        this.keptBytes = keptBytes;
    }

    /** Gives an array of at least that many bytes, at most a quarter longer than asked for, with anything in it. */
    synchronized byte[] take(int bytes) {
        if (bytes < SMALLEST_BYTES) {
            return new byte[bytes];
        }
        for (int i = 0; i < free.size(); i++) {
            int length = free.get(i).length;
            if (length >= bytes && length - bytes <= bytes / 4) {
                freeBytes -= length;
                return free.remove(i);
            }
        }
        return new byte[bytes + bytes / 8];
    }

    /** Takes an array back that nobody uses any more. */
    synchronized void giveBack(byte[] buffer) {
        if (buffer.length < SMALLEST_BYTES || buffer.length > keptBytes) {
            return;
        }
        while (freeBytes + buffer.length > keptBytes) {
            freeBytes -= free.remove(0).length; // nobody asked for its size for the longest time
        }
        free.add(buffer);
        freeBytes += buffer.length;
    }
}
