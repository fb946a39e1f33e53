package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes from outside when segments become durable in a folder.
 *
 * <p>A segment's name appears first and is durable only once the folder is synced. Seawall then removes the temporary
 * file, so the first removal after the name is the sign; where there is none the name itself counts. Litestream renames its
 * temporary file and syncs no folder: the name counts, and the removal that comes with a rename says nothing of others.
 */
final class FolderWatch implements AutoCloseable {
    private static final String SEGMENT = ".wal.lz4";
    private static final String SEGMENT_TO_BE_RENAMED = SEGMENT + ".tmp";

    private final WatchService service;
    private final Arrivals arrivals;
    private final List<String> named = new ArrayList<>();

    private FolderWatch(WatchService service, Arrivals arrivals) {
        this.service = service;
        this.arrivals = arrivals;
    }

    /** @param segments the folder that they appear in; those that are there already are not noted */
    static FolderWatch start(Path segments, Arrivals arrivals) throws IOException {
        WatchService service = segments.getFileSystem().newWatchService();
        segments.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
        FolderWatch watch = new FolderWatch(service, arrivals);
        Thread thread = new Thread(watch::watch, "watch-replica");
        thread.setDaemon(true);
        thread.start();
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

    private void note(List<WatchEvent<?>> events, long nanos) {
        for (WatchEvent<?> event : events) {
            String name = String.valueOf(event.context());
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                arrivals.lose();
            } else if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
                if (!name.endsWith(SEGMENT_TO_BE_RENAMED)) {
                    named.forEach(segment -> arrivals.note(segment, nanos));
                    named.clear();
                }
            } else if (name.endsWith(SEGMENT)) {
                named.add(name);
                arrivals.note(name, nanos);
            }
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
