package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Holds the one descriptor of a database file that is not SQLite's own.
 *
 * <p>Closing any descriptor of a file drops all POSIX locks that the process holds on it, SQLite's included; so this one
 * is opened before the first connection, kept strongly referenced, and closed after the last. {@link OpenFile} reads it
 * in a way that no interrupt can turn into a close.
 */
final class DatabaseFiles implements AutoCloseable {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** File-format document 1.3: the header is 100 bytes; 18 and 19 are the write and read version, 2 means WAL. */
    private static final int HEADER_BYTES = 100;

    private static final int READ_VERSION_OFFSET = 19;

    private final Path database;
    private final OpenFile file;
    private final FileIdentity identity;

    private DatabaseFiles(Path database, OpenFile file, FileIdentity identity) {
        this.database = database;
        this.file = file;
        this.identity = identity;
    }

    /**
     * Opens the database file.
     *
     * @param path may be a symbolic link: {@code -wal} and {@code -shm} lie beside the real file
     */
    static DatabaseFiles open(Path path) throws DatabaseException {
        try {
            Path real = path.toRealPath();
            if (!Files.isRegularFile(real)) {
                throw new DatabaseException(Kind.NOT_A_DATABASE, real + " is not a file: name the database file", null);
            }
            FileIdentity identity = FileIdentity.of(real);
            return new DatabaseFiles(real, new OpenFile(real), identity);
        } catch (NoSuchFileException e) {
            throw new DatabaseException(Kind.ABSENT, path + " does not exist (yet)", e);
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException e) {
            throw new DatabaseException(
                    Kind.FAILED, "cannot open " + path + ": " + e.getMessage() + "; check its permissions", e);
        }
    }

    /**
     * Checks what the file itself can tell before a connection is opened.
     *
     * @throws DatabaseException {@code ABSENT} while it is empty, {@code NOT_A_DATABASE} if it has another header,
     *     {@code NOT_OURS_TO_OPEN} if opening it would make us the owner of its {@code -wal} and {@code -shm}
     */
    void checkBeforeFirstConnection(LiveDatabase.JournalMode mode) throws DatabaseException {
        byte[] header = new byte[HEADER_BYTES];
        int length = read(0, header, 0, HEADER_BYTES);
        if (length == 0) {
            throw new DatabaseException(Kind.ABSENT, database + " is still empty", null);
        }
        if (length < HEADER_BYTES || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DatabaseException(
                    Kind.NOT_A_DATABASE,
                    database + " does not begin as a SQLite database does: it is another kind of file, or encrypted,"
                            + " which Seawall cannot replicate",
                    null);
        }
        boolean filesBeside = Files.exists(wal()) && Files.exists(shm());
        boolean wal = header[READ_VERSION_OFFSET] == 2 || mode == LiveDatabase.JournalMode.SWITCH_TO_WAL;
        if (wal && !filesBeside && !identity.maySafelyCreateBeside(database)) {
            throw new DatabaseException(
                    Kind.NOT_OURS_TO_OPEN,
                    database
                            + " is owned by another user and not open: if Seawall opened it first, the application could"
                            + " not write to it; waiting for the application (or run Seawall as the file's owner)",
                    null);
        }
    }

    /** Tells whether the path still leads to the file that was opened. */
    boolean isStillInPlace() {
        return identity.isAt(database);
    }

    /**
     * Reads from the database file.
     *
     * @return how many bytes were read: fewer than asked for only at the file's end
     */
    int read(long offsetBytes, byte[] into, int at, int length) throws DatabaseException {
        try {
            return file.read(offsetBytes, into, at, length);
        } catch (IOException e) {
            throw new DatabaseException(
                    Kind.FAILED, "cannot read " + database + " at " + offsetBytes + ": " + e.getMessage(), e);
        }
    }

    Path database() {
        return database;
    }

    Path wal() {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    Path shm() {
        return database.resolveSibling(database.getFileName() + "-shm");
    }

    FileIdentity identity() {
        return identity;
    }

    /** Call this after the last connection has been closed, never before. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
