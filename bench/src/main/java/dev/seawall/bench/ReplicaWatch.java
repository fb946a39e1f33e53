package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Notes from outside when segments become durable in a folder.
 *
 * <p>A segment's name appears first and is durable only once the folder is synced. The replicator then removes the
 * temporary file, so the first removal after the name is the sign; where there is none the name itself counts.
 */
final class ReplicaWatch implements AutoCloseable {
    private final WatchService service;
    private final Thread thread;
    private final Map<String, Long> durableNanos = new HashMap<>();
    private final List<String> named = new ArrayList<>();
    private boolean overflowed;
    private long newestNanos;

    private ReplicaWatch(WatchService service) {
        this.service = service;
        this.thread = new Thread(this::watch, "watch-replica");
        this.newestNanos = WallClock.nanos();
    }

    /** @param segments the folder that they appear in; those that are there already are not noted */
    static ReplicaWatch start(Path segments) throws IOException {
        WatchService service = segments.getFileSystem().newWatchService();
        segments.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
        ReplicaWatch watch = new ReplicaWatch(service);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = service.take();
                note(key.pollEvents(), WallClock.nanos());
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // Nobody wants to know any more.
        }
    }

    private synchronized void note(List<WatchEvent<?>> events, long nanos) {
        for (WatchEvent<?> event : events) {
            String name = String.valueOf(event.context());
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                overflowed = true;
            } else if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
                named.forEach(segment -> durableNanos.put(segment, nanos));
                named.clear();
            } else if (name.endsWith(".wal.lz4")) {
                named.add(name);
                durableNanos.put(name, nanos);
                newestNanos = nanos;
            }
        }
    }

    /** When the segment of that file name became durable; empty if it was there before the watch began. */
    synchronized OptionalLong durableNanos(String fileName) {
        Long nanos = durableNanos.get(fileName);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    synchronized int segments() {
        return durableNanos.size();
    }

    /** Waits until nothing has come for a while. */
    void awaitQuiet(long quietNanos) throws InterruptedException {
        long began = WallClock.nanos();
        while (WallClock.nanos() - Math.max(began, newestNanos()) < quietNanos) {
            Thread.sleep(20);
        }
    }

    private synchronized long newestNanos() {
        return newestNanos;
    }

    /** The longest time between two segments, or an end of the span and one, in nanoseconds. */
    synchronized long longestGapNanos(long fromNanos, long toNanos) {
        long last = fromNanos;
        long longest = 0;
        for (long nanos : durableNanos.values().stream().sorted().toList()) {
            if (nanos > fromNanos && nanos < toNanos) {
                longest = Math.max(longest, nanos - last);
                last = nanos;
            }
        }
        return Math.max(longest, toNanos - last);
    }

    synchronized void requireWhole() throws IOException {
        if (overflowed) {
            throw new IOException("the system dropped events of the replica's folder: the figures would be wrong");
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
