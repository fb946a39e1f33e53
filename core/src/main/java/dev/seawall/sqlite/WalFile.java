package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a live {@code -wal} file. SQLite takes no locks on it, so it may be opened and closed freely.
 *
 * <p>Says what the bytes are right now, no more: whether they are committed, only SQLite can say ({@link Look}).
 */
public final class WalFile implements AutoCloseable {
    private final Path path;
    private @Nullable OpenFile file;
    private boolean closed;

    WalFile(Path path) {
        this.path = path;
    }

    /** Returns the header as it stands there; zeros where the file is missing, or ends before. */
    byte[] headerBytes() throws DatabaseException {
        byte[] bytes = new byte[WalHeader.BYTES];
        int length = read(0, bytes, 0, bytes.length);
        return length == bytes.length ? bytes : new byte[WalHeader.BYTES];
    }

    /** Says what {@link #headerBytes} mean: empty where that is no header that verifies. */
    static Optional<WalHeader> header(byte[] bytes) {
        try {
            return Optional.of(WalHeader.parse(ByteBuffer.wrap(bytes)));
        } catch (WalFormatException e) {
            return Optional.empty(); // being written right now, or not written yet
        }
    }

    /**
     * Reads from the file.
     *
     * @return how many bytes were read: fewer than asked for only where the file ends or is missing
     */
    public synchronized int read(long offsetBytes, byte[] into, int at, int length) throws DatabaseException {
        if (closed) {
            throw new DatabaseException(Kind.FAILED, path + " is not read any more", null);
        }
        try {
            OpenFile open = file;
            if (open == null) {
                open = new OpenFile(path);
                file = open;
            }
            return open.read(offsetBytes, into, at, length);
        } catch (FileNotFoundException e) {
            return 0;
        } catch (IOException e) {
            throw new DatabaseException(
                    Kind.FAILED, "cannot read " + path + " at " + offsetBytes + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
