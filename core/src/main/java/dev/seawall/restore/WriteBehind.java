package dev.seawall.restore;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;

/**
 * Writes to a file on a thread of its own, in the order of the calls, so that the caller can decompress and verify
 * meanwhile. Stays at most a few buffers behind. As the file grows it is sent to the disk. A write or a sync that failed is
 * thrown by a later call, at the latest by {@link #flush}. For one calling thread.
 */
final class WriteBehind implements Closeable {
    private static final int BUFFERS = 3;
    /** Often enough that little remains for the end; seldom enough that a disk is not asked for small pieces. */
    private static final long SYNC_EVERY_BYTES = 32 << 20;

    private record Pending(WriteBatch batch, Future<?> written) {}

    private final RandomAccessFile file;
    private final RestoreThread thread = new RestoreThread("write-database", "a write");
    private final EarlySync early;
    private final Deque<WriteBatch> free = new ArrayDeque<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private WriteBatch batch = new WriteBatch();

    /** @param file stays the caller's to close, after this */
    WriteBehind(RandomAccessFile file) {
        this(file, new EarlySync(() -> file.getChannel().force(false), SYNC_EVERY_BYTES));
    }

    /** @param early closed with this */
    WriteBehind(RandomAccessFile file, EarlySync early) {
        this.file = file;
        this.early = early;
        for (int i = 1; i < BUFFERS; i++) {
            free.add(new WriteBatch());
        }
    }

    /** Takes a copy of the bytes, from position to limit. */
    void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset - bytes.position();
        while (bytes.hasRemaining()) {
            batch.take(bytes, at + bytes.position());
            if (batch.isFull()) {
                handOver();
            }
        }
    }

    /** Cuts the file, or makes it longer with zeros. */
    void setLength(long bytes) {
        batch.setLength(bytes);
    }

    /** Waits until everything is written, and what is on its way to the disk already has arrived. */
    void flush() throws IOException {
        if (!batch.isEmpty()) {
            handOver();
        }
        while (!pending.isEmpty()) {
            takeBack();
        }
        early.await();
    }

    private void handOver() throws IOException {
        WriteBatch full = batch;
        pending.add(new Pending(full, thread.submit(() -> {
            full.writeTo(file);
            early.look(file.length());
            return null;
        })));
        if (free.isEmpty()) {
            takeBack();
        }
        batch = free.remove();
    }

    private void takeBack() throws IOException {
        Pending oldest = pending.remove();
        Outcome.of(oldest.written());
        free.add(oldest.batch());
    }

    /** Gives up what is not written yet, and waits until nothing is being written any more. */
    @Override
    public void close() throws IOException {
        try (early) {
            thread.close();
        }
    }
}
