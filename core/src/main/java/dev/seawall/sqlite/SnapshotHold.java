package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds one committed moment of the database, by a read transaction of its own, for as long as it takes to copy it.
 *
 * <p>Two ways to see a moment. While something is left to backfill as seen after the reader began, it stays so, and the
 * last commit seen can be assembled: pages that have a frame up to it from the WAL, all others from the database file. In
 * slot 1 or above, the reader keeps the WAL from being restarted, and others from backfilling past its mark, which is not
 * beyond that commit; in slot 0 it keeps everybody from backfilling at all, and without that no WAL restarts.
 *
 * <p>While nothing is left to backfill, the database file alone is the moment, and stays it. That nothing is left is asked
 * twice after the reader began, because the two numbers are not read at once. That backfilling reached the reader's own
 * mark would not be enough: after a later commit that shrank the database, a checkpoint skips the pages beyond its end and
 * still counts them as done.
 */
public final class SnapshotHold implements AutoCloseable {
    /** One look and what the relay makes of it. */
    record Moment(Look look, Visible visible) {}

    /** Looks at the WAL through the relay's checks; empty where the look may have met a restart. */
    interface Looking {
        Optional<Moment> look() throws DatabaseException, LostHoldException;
    }

    private static final int LOOK_ATTEMPTS = 20;
    private static final long LOOK_PAUSE_NANOS = 1_000_000;

    private final LiveDatabase database;
    private final Session reader;
    private final Look begin;
    private final Visible moment;
    private final SnapshotPages pages;

    private SnapshotHold(LiveDatabase database, Session reader, Look begin, Visible moment, SnapshotPages pages) {
        this.database = database;
        this.reader = reader;
        this.begin = begin;
        this.moment = moment;
        this.pages = pages;
    }

    static Optional<SnapshotHold> open(LiveDatabase database, Looking looking) throws IOException, LostHoldException {
        Session reader = database.openReader();
        Closing closing = new Closing();
        closing.add(reader);
        try {
            reader.beginRead();
            Optional<Moment> seen = looking.look();
            Optional<Moment> again = looking.look();
            if (seen.isPresent() && again.isPresent()) {
                Optional<SnapshotHold> hold =
                        settle(database, reader, seen.get(), again.get().look());
                if (hold.isPresent()) {
                    return hold;
                }
            }
        } catch (IOException | LostHoldException | RuntimeException | Error e) {
            closing.closeAfter(e);
            throw e;
        }
        closing.close();
        return Optional.empty();
    }

    private static Optional<SnapshotHold> settle(LiveDatabase database, Session reader, Moment seen, Look again)
            throws IOException {
        Look look = seen.look();
        if (!look.isEmpty() && !look.isFullyBackfilled() && look.header().isPresent()) {
            WalPageIndex index = WalPageIndex.read(database.wal(), look.header().get(), look.lastFrame());
            long count = databasePagesAfter(database, look.header().get(), look.lastFrame());
            SnapshotPages pages = SnapshotPages.assembled(database, index, count);
            return Optional.of(new SnapshotHold(database, reader, look, seen.visible(), pages));
        }
        if (look.isFullyBackfilled() && again.equals(look)) {
            long count = reader.row("PRAGMA page_count")[0];
            SnapshotPages pages = SnapshotPages.ofFileAlone(database, count);
            return Optional.of(new SnapshotHold(database, reader, look, seen.visible(), pages));
        }
        return Optional.empty();
    }

    private static long databasePagesAfter(LiveDatabase database, WalHeader header, long frame)
            throws DatabaseException {
        byte[] bytes = new byte[FrameHeader.BYTES];
        int length = database.wal().read(header.pageSize().endOfFrame(frame - 1), bytes, 0, bytes.length);
        FrameHeader commit = FrameHeader.read(ByteBuffer.wrap(bytes), 0);
        if (length < bytes.length || !commit.isCommit() || !commit.salt().equals(header.salt())) {
            throw new DatabaseException(
                    Kind.FAILED,
                    "frame " + frame + " of " + database.wal().path()
                            + " is committed as SQLite tells, but is no commit" + " frame of this cycle",
                    null);
        }
        return commit.databasePages();
    }

    /** The cycle and the last frame that the snapshot shows; frame 0 for the database as it was before the cycle. */
    public Visible moment() {
        return moment;
    }

    /** The pages of that moment, from the first to the last. */
    public SnapshotPages pages() {
        return pages;
    }

    /**
     * Asks, after the last page was read, whether the moment was held until then: a copy that cannot be confirmed may be a
     * mixture of two states, which no check of the database would find.
     */
    public boolean wasHeld() throws DatabaseException {
        try (Session session = database.openReader()) {
            for (int attempt = 0; attempt < LOOK_ATTEMPTS; attempt++) {
                Look now = database.look(session);
                if (now.isEmpty() || now.header().isPresent()) {
                    return fits(now);
                }
                LockSupport.parkNanos(LOOK_PAUSE_NANOS); // a restart is under way
            }
            return false;
        }
    }

    private boolean fits(Look now) {
        if (!begin.isFullyBackfilled()) {
            // Assembled: the WAL is the same one, and nothing past the moment has come into the database file.
            return now.header().equals(begin.header())
                    && now.lastFrame() >= begin.lastFrame()
                    && now.backfilled() <= begin.lastFrame();
        }
        // The file alone: nothing at all has come into it since.
        boolean sameCycle = !now.isEmpty() && !begin.isEmpty() && now.header().equals(begin.header());
        return now.backfilled() == (sameCycle ? begin.backfilled() : 0);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
