package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Finds the last frame of each page in a cycle, up to a commit.
 *
 * <p>Takes eight bytes a frame, whatever the size of the database: 2 MiB for a WAL of 1 GiB with 4 KiB pages.
 */
final class WalPageIndex {
    /** Page number in the upper half, frame number in the lower; sorted, so a page's last frame comes last. */
    private final long[] entries;

    /** In rising order, of frames and of sizes. */
    private final Deque<Shrink> shrinks;

    private final WalHeader header;
    private int next;
    private long lastCut;

    /** A commit that left the database with fewer pages than the commits around it. */
    private record Shrink(long frame, long databasePages) {}

    private WalPageIndex(WalHeader header, long[] entries, Deque<Shrink> shrinks) {
        this.header = header;
        this.entries = entries;
        this.shrinks = shrinks;
    }

    /** Reads the frame headers of frames 1 to {@code lastFrame}, a commit. */
    static WalPageIndex read(WalFile wal, WalHeader header, long lastFrame) throws DatabaseException {
        long[] entries = new long[Math.toIntExact(lastFrame)];
        Deque<Shrink> shrinks = new ArrayDeque<>();
        byte[] bytes = new byte[FrameHeader.BYTES];
        for (int i = 0; i < entries.length; i++) {
            long frame = i + 1L;
            int length = wal.read(header.pageSize().endOfFrame(i), bytes, 0, bytes.length);
            FrameHeader found = FrameHeader.read(ByteBuffer.wrap(bytes), 0);
            if (length < bytes.length || !found.salt().equals(header.salt())) {
                throw new DatabaseException(
                        Kind.FAILED, "frame " + frame + " of " + wal.path() + " changed while it was held", null);
            }
            entries[i] = found.pageNumber() << 32 | frame;
            if (found.isCommit()) {
                // Only sizes that no later commit undercuts matter: what lies beyond them was cut off.
                while (!shrinks.isEmpty() && shrinks.peekLast().databasePages() >= found.databasePages()) {
                    shrinks.removeLast();
                }
                shrinks.addLast(new Shrink(frame, found.databasePages()));
            }
        }
        // Unsigned, because page numbers go up to 2^32 - 1.
        for (int i = 0; i < entries.length; i++) {
            entries[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(entries);
        for (int i = 0; i < entries.length; i++) {
            entries[i] ^= Long.MIN_VALUE;
        }
        return new WalPageIndex(header, entries, shrinks);
    }

    WalHeader header() {
        return header;
    }

    /** Returns the last frame of a page, or 0. Ask for pages in rising order. */
    long lastFrameOf(long page) {
        long found = 0;
        while (next < entries.length && entries[next] >>> 32 <= page) {
            if (entries[next] >>> 32 == page) {
                found = entries[next] & 0xffff_ffffL;
            }
            next++;
        }
        return found;
    }

    /**
     * Returns the last frame whose commit cut {@code page} off, or 0: what the page held before is gone, and it is zeros
     * until it is written again. Ask for pages in rising order.
     */
    long lastCutOf(long page) {
        // Of a database that grew, there is one for each commit: none is looked at twice.
        for (Shrink first = shrinks.peekFirst();
                first != null && first.databasePages() < page;
                first = shrinks.peekFirst()) {
            lastCut = first.frame();
            shrinks.removeFirst();
        }
        return lastCut;
    }
}
