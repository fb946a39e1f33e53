package dev.seawall.restore;

import dev.seawall.wal.PageSize;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Writes a database file: first a snapshot from front to back, then pages at their places. What was written may reach the
 * file later, in the same order, at the latest with {@link #sync}.
 *
 * <p>Page numbers are unsigned, and a page beyond the end makes the file longer; what lies between is zeros, which the
 * file system need not store.
 */
final class PageFile implements Closeable {
    private final Path path;
    private final RandomAccessFile file;
    private final WriteBehind writing;
    private long lengthBytes;

    /** @param path an empty file that no SQLite has open */
    PageFile(Path path) throws IOException {
        this.path = path;
        file = new RandomAccessFile(path.toFile(), "rw");
        writing = new WriteBehind(file);
    }

    void append(byte[] bytes, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, 0, length), lengthBytes);
    }

    /** @param page one page, from position to limit */
    void writePage(long pageNumber, ByteBuffer page) throws IOException {
        write(page, (pageNumber - 1) * page.remaining());
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        long end = offset + bytes.remaining();
        try {
            writing.write(bytes, offset);
        } catch (IOException e) {
            throw named(e);
        }
        lengthBytes = Math.max(lengthBytes, end);
    }

    /** Most often the disk is full; the JDK's error does not say which. */
    private IOException named(IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            return e;
        }
        FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    /** Gives the file the size that a commit frame says: cut, or made longer with zeros. */
    void resize(long databasePages, PageSize pageSize) {
        long wanted = databasePages * pageSize.bytes();
        if (wanted != lengthBytes) {
            writing.setLength(wanted);
            lengthBytes = wanted;
        }
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** Waits until everything is written and on the disk. */
    void sync() throws IOException {
        try {
            writing.flush();
            file.getChannel().force(true);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            writing.close();
        }
    }
}
