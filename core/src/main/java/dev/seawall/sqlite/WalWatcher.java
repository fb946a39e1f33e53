package dev.seawall.sqlite;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Wakes up when a WAL file changes, where the system says so. A hint: events may be missing, and a commit may become
 * visible only after its event.
 */
public final class WalWatcher implements AutoCloseable {
    private final Path wal;
    private final WatchService service;

    private WalWatcher(Path wal, WatchService service) {
        this.wal = wal;
        this.service = service;
    }

    static WalWatcher of(Path wal) throws IOException {
        Path folder = Objects.requireNonNull(wal.toAbsolutePath().getParent(), "a file lies in a folder");
        WatchService service = wal.getFileSystem().newWatchService();
        try {
            folder.register(service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            return new WalWatcher(wal, service);
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    /**
     * Waits for a change of the WAL.
     *
     * @return false if none came within the time, or {@link #close} was called
     */
    public boolean await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            long left = nanos;
            while (left > 0) {
                WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
                if (key == null) {
                    return false;
                }
                boolean ours = isOurs(key);
                key.reset();
                if (ours) {
                    return true;
                }
                left = deadline - System.nanoTime();
            }
            return false;
        } catch (ClosedWatchServiceException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isOurs(WatchKey key) {
        boolean ours = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            ours |= event.kind() == StandardWatchEventKinds.OVERFLOW
                    || wal.getFileName().equals(event.context());
        }
        return ours;
    }

    /** Ends the watching, and wakes up whoever waits. Idempotent. */
    @Override
    public void close() throws IOException {
        service.close();
    }
}
