package dev.seawall.sqlite;

import dev.seawall.io.Pieces;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Reads an open file at any place, one read at a time. No interrupt can close it, as it would a channel. */
final class OpenFile implements AutoCloseable {
    private final RandomAccessFile file;

    OpenFile(Path path) throws IOException {
        file = new RandomAccessFile(path.toFile(), "r");
    }

    /** Returns how many bytes were read: fewer than {@code length} only at the file's end. */
    synchronized int read(long offsetBytes, byte[] into, int at, int length) throws IOException {
        file.seek(offsetBytes);
        return Pieces.readUpTo(file, into, at, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
