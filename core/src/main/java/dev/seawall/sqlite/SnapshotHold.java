package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Holds one committed moment of the database, by a read transaction of its own, for as long as it takes to copy it.
 *
 * <p>Two ways to see that moment. While the reader stands in slot 1 or above, the WAL cannot be restarted, and nothing
 * past the moment can be backfilled: pages that have a frame at or before it come from the WAL, all others from the
 * database file. While nothing is left to backfill, the database file alone is that moment, and stays it. That nothing is
 * left is asked twice after the reader began: that backfilling reached the reader's own mark is not enough, because after a
 * later commit that shrank the database, a checkpoint skips the pages beyond its end and still counts them as done.
 */
public final class SnapshotHold implements AutoCloseable {
    /** One look and what the relay makes of it. */
    record Moment(Look look, Visible visible) {}

    /** Looks at the WAL through the relay's checks; empty where the look may have met a restart. */
    interface Looking {
        Optional<Moment> look() throws DatabaseException, LostHoldException;
    }

    private final LiveDatabase database;
    private final Session reader;
    private final Visible moment;
    private final SnapshotPages pages;

    private SnapshotHold(LiveDatabase database, Session reader, Visible moment, SnapshotPages pages) {
        this.database = database;
        this.reader = reader;
        this.moment = moment;
        this.pages = pages;
    }

    static Optional<SnapshotHold> open(LiveDatabase database, Looking looking) throws IOException, LostHoldException {
        Session reader = database.openReader();
        Closing closing = new Closing();
        closing.add(reader);
        try {
            Optional<Moment> before = looking.look();
            reader.beginRead();
            Optional<Moment> after = looking.look();
            Optional<Moment> again = looking.look();
            if (before.isPresent() && after.isPresent() && again.isPresent()) {
                Optional<SnapshotHold> hold = settle(
                        database,
                        reader,
                        before.get().look(),
                        after.get(),
                        again.get().look());
                if (hold.isPresent()) {
                    return hold;
                }
            }
        } catch (IOException | LostHoldException | RuntimeException e) {
            closing.closeAfter(e);
            throw e;
        }
        closing.close();
        return Optional.empty();
    }

    private static Optional<SnapshotHold> settle(
            LiveDatabase database, Session reader, Look before, Moment after, Look again) throws IOException {
        Look look = after.look();
        if (look.isFullyBackfilled() && again.equals(look)) {
            long count = reader.row("PRAGMA page_count")[0];
            SnapshotPages pages = SnapshotPages.ofFileAlone(database, count);
            return Optional.of(new SnapshotHold(database, reader, after.visible(), pages));
        }
        // A reader in slot 0 began with everything backfilled, so backfilling stood at or above what was there before
        // it
        // began. Where it stands below even now, and the WAL is the same, the reader is in slot 1 or above.
        boolean sameCycle = look.header().isPresent() && look.header().equals(before.header());
        if (!sameCycle || before.isEmpty() || look.backfilled() >= before.lastFrame()) {
            return Optional.empty();
        }
        WalHeader header = look.header().get();
        long count = databasePagesAfter(database, header, look.lastFrame());
        SnapshotPages pages =
                SnapshotPages.assembled(database, WalPageIndex.read(database.wal(), header, look.lastFrame()), count);
        return Optional.of(new SnapshotHold(database, reader, after.visible(), pages));
    }

    private static long databasePagesAfter(LiveDatabase database, WalHeader header, long frame)
            throws DatabaseException {
        byte[] bytes = new byte[FrameHeader.BYTES];
        database.wal().read(header.pageSize().endOfFrame(frame - 1), bytes, 0, bytes.length);
        FrameHeader commit = FrameHeader.read(ByteBuffer.wrap(bytes), 0);
        if (!commit.isCommit() || !commit.salt().equals(header.salt())) {
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

    /** The database that this is a moment of. */
    public LiveDatabase database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
