package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of a held moment in order, exactly page count x page size bytes: what the file lacks at its end is
 * zeros, what it has too much is left out.
 */
public final class SnapshotPages {
    private final LiveDatabase database;
    private final @Nullable WalPageIndex index;
    private final PageSize pageSize;
    private final long count;
    private final byte[] frame;
    private long nextPage = 1;

    private SnapshotPages(LiveDatabase database, @Nullable WalPageIndex index, long count) {
        this.database = database;
        this.index = index;
        this.pageSize = database.pageSize();
        this.count = count;
        this.frame = new byte[pageSize.frameBytes()];
    }

    static SnapshotPages ofFileAlone(LiveDatabase database, long count) {
        return new SnapshotPages(database, null, count);
    }

    static SnapshotPages assembled(LiveDatabase database, WalPageIndex index, long count) {
        return new SnapshotPages(database, index, count);
    }

    public PageSize pageSize() {
        return pageSize;
    }

    /** The database's size, in pages. */
    public long count() {
        return count;
    }

    /**
     * Fills {@code into} with the next whole pages.
     *
     * @return how many bytes were written; 0 after the last page
     */
    public int read(byte[] into) throws DatabaseException {
        int pages = (int) Math.min(into.length / pageSize.bytes(), count - nextPage + 1);
        int length = pages * pageSize.bytes();
        long offset = (nextPage - 1) * pageSize.bytes();
        int found = database.files().read(offset, into, 0, length);
        Arrays.fill(into, found, length, (byte) 0);
        WalPageIndex frames = index;
        if (frames != null) {
            for (int i = 0; i < pages; i++) {
                overlay(frames, nextPage + i, into, i * pageSize.bytes());
            }
        }
        nextPage += pages;
        return length;
    }

    private void overlay(WalPageIndex frames, long page, byte[] into, int at) throws DatabaseException {
        long last = frames.lastFrameOf(page);
        if (last <= frames.lastCutOf(page)) {
            if (frames.lastCutOf(page) > 0) {
                Arrays.fill(into, at, at + pageSize.bytes(), (byte) 0);
            }
            return;
        }
        int length = database.wal().read(pageSize.endOfFrame(last - 1), frame, 0, frame.length);
        FrameHeader header = FrameHeader.read(ByteBuffer.wrap(frame), 0);
        if (length < frame.length
                || header.pageNumber() != page
                || !header.salt().equals(frames.header().salt())) {
            throw new DatabaseException(
                    Kind.FAILED, "frame " + last + " of " + database.wal().path() + " changed while it was held", null);
        }
        System.arraycopy(frame, FrameHeader.BYTES, into, at, pageSize.bytes());
    }
}
