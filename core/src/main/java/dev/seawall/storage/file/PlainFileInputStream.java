package dev.seawall.storage.file;

import dev.seawall.io.Pieces;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** Reads a file without a channel: an interrupted reader would close one under everybody. */
final class PlainFileInputStream extends InputStream {
    private final RandomAccessFile file;

    PlainFileInputStream(RandomAccessFile file) {
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return Pieces.read(file, bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
