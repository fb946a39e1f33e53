package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Holds everything that is open on a live database: its files and, between their opening and closing, the connections.
 *
 * <p>Opens the file first and closes it last ({@link DatabaseFiles}). Of the connections, a read-only one that has run a
 * query closes last: SQLite deletes the WAL when the last connection closes, unless that one cannot write.
 */
public final class LiveDatabase implements AutoCloseable {
    /** NOOP checkpoints arrived with 3.51; before 3.51.3 SQLite can lose frames when a checkpoint meets a restart. */
    private static final int MIN_SQLITE = 3_051_003;

    /**
     * Connections to a file that took the path in the very moment of opening. They are kept, and never closed: to close one
     * would drop our locks on a {@code -shm} that both files share, and backfill the WAL of the old file into the new one.
     */
    private static final Queue<Session> STRAYS = new ConcurrentLinkedQueue<>();

    private static final int LOOK_ATTEMPTS = 50;
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(1);

    private final DatabaseFiles files;
    private final WalFile wal;
    private final Session anchor;
    private final Session checkpointer;
    private final PageSize pageSize;
    private final FileIdentity walIdentity;
    private final FileIdentity shmIdentity;

    private LiveDatabase(
            DatabaseFiles files,
            WalFile wal,
            Session anchor,
            Session checkpointer,
            PageSize pageSize,
            FileIdentity walIdentity,
            FileIdentity shmIdentity) {
        this.files = files;
        this.wal = wal;
        this.anchor = anchor;
        this.checkpointer = checkpointer;
        this.pageSize = pageSize;
        this.walIdentity = walIdentity;
        this.shmIdentity = shmIdentity;
    }

    /** Says what to do with a database that is not in WAL mode. */
    public enum JournalMode {
        /** Refuse it. */
        REQUIRE_WAL,
        /** Switch it to WAL mode, the only change that we ever make to a database. */
        SWITCH_TO_WAL
    }

    /**
     * Opens a database that an application may be using.
     *
     * @throws DatabaseException whose kind says whether waiting may help
     */
    public static LiveDatabase open(Path path, JournalMode mode) throws DatabaseException {
        DatabaseFiles files = DatabaseFiles.open(path);
        Closing closing = new Closing();
        closing.add(files);
        try {
            files.checkBeforeFirstConnection(mode);
            Session checkpointer = closing.add(Session.open(files.database(), Session.Access.CHECKPOINT, BUSY_TIMEOUT));
            requireSqlite(checkpointer);
            requireWal(checkpointer, files.database(), mode);
            PageSize pageSize = new PageSize((int) checkpointer.row("PRAGMA page_size")[0]);
            Session anchor = closing.add(Session.open(files.database(), Session.Access.READ_ONLY, BUSY_TIMEOUT));
            anchor.row("PRAGMA schema_version"); // an unused connection holds no lock
            FileIdentity walIdentity = FileIdentity.of(files.wal());
            FileIdentity shmIdentity = FileIdentity.of(files.shm());
            return new LiveDatabase(
                    files, new WalFile(files.wal()), anchor, checkpointer, pageSize, walIdentity, shmIdentity);
        } catch (DatabaseException e) {
            closing.closeAfter(e);
            throw e.kind() == Kind.BUSY ? lockedOut(files.database(), e) : e;
        } catch (IOException e) {
            closing.closeAfter(e);
            throw new DatabaseException(Kind.FAILED, "cannot find the WAL of " + files.database() + ": " + e, e);
        } catch (RuntimeException | Error e) {
            // Left to the garbage collector, a descriptor would be closed at any time, and drop the locks of the next
            // try.
            closing.closeAfter(e);
            throw e;
        }
    }

    private static void requireSqlite(Session session) throws DatabaseException {
        String version = session.text("SELECT sqlite_version()");
        String[] parts = version.split("\\.", -1);
        int number = Integer.parseInt(parts[0]) * 1_000_000 + Integer.parseInt(parts[1]) * 1_000;
        number += parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
        if (number < MIN_SQLITE) {
            throw new DatabaseException(
                    Kind.FAILED,
                    "SQLite " + version + " came with this build: Seawall needs 3.51.3 or newer, because older ones can"
                            + " lose committed pages when a checkpoint meets a restart of the WAL",
                    null);
        }
    }

    private static void requireWal(Session session, Path database, JournalMode mode) throws DatabaseException {
        String found = session.text("PRAGMA journal_mode");
        if (!found.equals("wal") && mode == JournalMode.SWITCH_TO_WAL) {
            found = session.text("PRAGMA journal_mode = WAL");
        }
        if (!found.equals("wal")) {
            throw new DatabaseException(
                    Kind.NOT_WAL,
                    database + " is in journal mode " + found + ": Seawall needs WAL mode. Switch it once with"
                            + " --enable-wal, or run: PRAGMA journal_mode = WAL",
                    null);
        }
    }

    private static DatabaseException lockedOut(Path database, DatabaseException cause) {
        return new DatabaseException(
                Kind.BUSY,
                database
                        + " is locked: the application holds it exclusively (PRAGMA locking_mode = EXCLUSIVE, or a long"
                        + " transaction outside WAL mode); it cannot be replicated until it lets go",
                cause);
    }

    /**
     * Looks at the WAL: its header, SQLite's numbers, and its header again, until both headers are equal and SQLite
     * answers; otherwise the numbers may belong to another cycle.
     */
    Look look() throws DatabaseException {
        return look(checkpointer);
    }

    /** Looks through another connection, which must not be in a transaction. */
    Look look(Session session) throws DatabaseException {
        for (int attempt = 0; attempt < LOOK_ATTEMPTS; attempt++) {
            byte[] before = wal.headerBytes();
            CheckpointResult told = checkpoint(session, "NOOP");
            if (told.answered() && Arrays.equals(before, wal.headerBytes())) {
                return new Look(WalFile.header(before), told.lastFrame(), told.backfilled());
            }
            Thread.onSpinWait();
        }
        throw new DatabaseException(
                Kind.BUSY, "the WAL of " + files.database() + " does not hold still; looking again later", null);
    }

    /**
     * Runs a checkpoint.
     *
     * @param mode {@code NOOP} or {@code PASSIVE}: the others may make the application wait
     */
    CheckpointResult checkpoint(String mode) throws DatabaseException {
        return checkpoint(checkpointer, mode);
    }

    private static CheckpointResult checkpoint(Session session, String mode) throws DatabaseException {
        long[] row = session.row("PRAGMA wal_checkpoint(" + mode + ")");
        return new CheckpointResult(row[0] != 0, row[1], row[2]);
    }

    /**
     * Opens a connection that reads. The caller closes it before this database.
     *
     * @throws DatabaseException {@code ABSENT} if the path leads to another file by now
     */
    Session openReader() throws DatabaseException {
        return open(Session.Access.QUERY, BUSY_TIMEOUT);
    }

    /** Opens a connection for the write lock, which answers at once when the lock is taken; otherwise the same. */
    Session openGate() throws DatabaseException {
        return open(Session.Access.GATE, Duration.ZERO);
    }

    private Session open(Session.Access access, Duration busyTimeout) throws DatabaseException {
        requireInPlace();
        Session session = Session.open(files.database(), access, busyTimeout);
        try {
            requireInPlace();
        } catch (DatabaseException e) {
            STRAYS.add(session);
            throw e;
        }
        return session;
    }

    private void requireInPlace() throws DatabaseException {
        if (!files.isStillInPlace() || isShmReplaced()) {
            throw new DatabaseException(
                    Kind.ABSENT, files.database() + " was moved away, or replaced, while it was open", null);
        }
    }

    /** While only we and the application hold one that was deleted, it does what it is for. */
    private boolean isShmReplaced() {
        return Files.exists(files.shm()) && !shmIdentity.isAt(files.shm());
    }

    DatabaseFiles files() {
        return files;
    }

    /** The file to read frames from. */
    public WalFile wal() {
        return wal;
    }

    public PageSize pageSize() {
        return pageSize;
    }

    /** The database's own path, links resolved. */
    public Path path() {
        return files.database();
    }

    /** What the state file notes, to know the file again. */
    public FileIdentity identity() {
        return files.identity();
    }

    /** Makes what wakes up when the WAL changes. The caller closes it. */
    public WalWatcher watch() throws IOException {
        return WalWatcher.of(wal.path());
    }

    /**
     * Tells whether a path still leads to this database, its WAL is where it was, and whoever opens it now meets us in the
     * same shared memory.
     *
     * @param path as the user gave it: a link in it may lead elsewhere by now
     */
    public boolean isStillInPlace(Path path) {
        return files.identity().isAt(path)
                && files.isStillInPlace()
                && walIdentity.isAt(files.wal())
                && !isShmReplaced();
    }

    /** Closes all, in the order that leaves the WAL where it is. Idempotent. */
    @Override
    public void close() throws IOException {
        Closing closing = new Closing();
        closing.add(files);
        closing.add(anchor);
        closing.add(wal);
        closing.add(checkpointer);
        closing.close();
    }
}
