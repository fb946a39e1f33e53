package dev.seawall.restore;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file to the disk while it is still growing, so that the sync at its end waits for the rest alone. What is written
 * again does not count: it may come once more, and the disk would have it each time. For one thread at a time.
 *
 * <p>A system tells once that it lost what was written, with the next sync: a failure here is thrown by a later call, at the
 * latest by {@link #await}.
 */
final class EarlySync implements Closeable {
    /** Brings to the disk what was written to the file. */
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;
    private final long everyBytes;
    private final RestoreThread thread = new RestoreThread("sync-database", "a sync");
    private long syncedBytes;
    private @Nullable Future<?> underWay;

    /** @param everyBytes how much longer the file must be than at the sync before */
    EarlySync(Sync sync, long everyBytes) {
        this.sync = sync;
        this.everyBytes = everyBytes;
    }

    /** Begins a sync if the file grew by enough, and none is under way. */
    void look(long lengthBytes) throws IOException {
        if (underWay != null && !underWay.isDone()) {
            return;
        }
        await();
        if (lengthBytes - syncedBytes >= everyBytes) {
            syncedBytes = lengthBytes;
            underWay = thread.submit(() -> {
                sync.run();
                return null;
            });
        }
    }

    /** Waits for the sync that is under way, if one is. */
    void await() throws IOException {
        if (underWay != null) {
            Future<?> awaited = underWay;
            underWay = null;
            Outcome.of(awaited);
        }
    }

    /** Waits until nothing is being synced any more. */
    @Override
    public void close() throws IOException {
        thread.close();
    }
}
