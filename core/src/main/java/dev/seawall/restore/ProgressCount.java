package dev.seawall.restore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts stored bytes as the restore gets through them. For one thread. */
final class ProgressCount {
    private final Progress progress;
    private final long totalBytes;
    private long doneBytes;

    ProgressCount(Progress progress, long totalBytes) {
        this.progress = progress;
        this.totalBytes = totalBytes;
    }

    InputStream count(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                add(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int n = super.read(bytes, offset, length);
                add(n);
                return n;
            }
        };
    }

    void add(long bytes) {
        if (bytes > 0) {
            doneBytes += bytes;
            progress.advanced(doneBytes, totalBytes);
        }
    }
}
