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

    private final long limitBytes;
    private final List<byte[]> free = new ArrayList<>();
    private long freeBytes;
    private long lentBytes;

    /** @param limitBytes what is lent and what is kept may be together; nothing is kept where what is lent is more */
    Buffers(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Gives an array of at least that many bytes, at most a quarter longer than asked for, with anything in it. */
    synchronized byte[] take(int bytes) {
        if (bytes < SMALLEST_BYTES) {
            return new byte[bytes];
        }
        byte[] buffer = takeFree(bytes);
        lentBytes += buffer.length;
        return buffer;
    }

    private byte[] takeFree(int bytes) {
        for (int i = 0; i < free.size(); i++) {
            int length = free.get(i).length;
            if (length >= bytes && length - bytes <= bytes / 4) {
                return removeFree(i);
            }
        }
        makeRoom(bytes);
        return new byte[bytes];
    }

    private byte[] removeFree(int i) {
        freeBytes -= free.get(i).length;
        return free.remove(i);
    }

    /** Lets go of what nobody asked for the longest time. */
    private void makeRoom(int bytes) {
        while (!free.isEmpty() && lentBytes + freeBytes + bytes > limitBytes) {
            removeFree(0);
        }
    }

    /**
     * Takes an array back that nobody uses any more.
     *
     * @throws IllegalStateException if it came back before: two would have it
     */
    synchronized void giveBack(byte[] buffer) {
        if (buffer.length < SMALLEST_BYTES) {
            return;
        }
        if (free.stream().anyMatch(kept -> kept == buffer)) {
            throw new IllegalStateException("given back twice");
        }
        lentBytes -= buffer.length;
        if (lentBytes + freeBytes + buffer.length <= limitBytes) {
            free.add(buffer);
            freeBytes += buffer.length;
        }
    }
}
