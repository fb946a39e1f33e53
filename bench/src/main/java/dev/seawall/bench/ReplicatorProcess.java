package dev.seawall.bench;

import dev.seawall.Storages;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** Runs {@code seawall replicate} in a process of its own, into a folder. */
final class ReplicatorProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    private final Storage storage;
    private final Path replica;
    private final JavaProcess process;

    private ReplicatorProcess(Storage storage, Path replica, JavaProcess process) {
        this.storage = storage;
        this.replica = replica;
        this.process = process;
    }

    /** @param folder where the replica lies; everything but the sync interval is as it is by default */
    static ReplicatorProcess start(Path folder, Path database, Duration syncInterval) throws IOException {
        StorageUrl.File url = new StorageUrl.File(folder.resolve("replica"));
        JavaProcess process = JavaProcess.start(
                folder,
                dev.seawall.cli.Main.class,
                "replicate",
                "--sync-interval",
                syncInterval.toMillis() + "ms",
                database.toString(),
                url.toString());
        return new ReplicatorProcess(Storages.open(url), url.root(), process);
    }

    /** Waits until all that a generation begins with is in the replica; returns the folder of its segments. */
    Path awaitSnapshot() throws IOException, InterruptedException {
        while (true) {
            process.requireAlive();
            for (GenerationListing generation : generations()) {
                if (!generation.snapshots().isEmpty() && !generation.segments().isEmpty()) {
                    return replica.resolve(dev.seawall.replica.SegmentName.folder(generation.generation()));
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Collection<GenerationListing> generations() throws IOException {
        return ReplicaListing.read(storage).generations();
    }

    /** Asks it to ship the rest and to end; fails unless all is shipped. Returns how long that took. */
    Duration stop() throws IOException, InterruptedException {
        long began = System.nanoTime();
        process.requireAlive();
        process.stop();
        process.awaitSuccess(PATIENCE);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Duration cpu() {
        return process.cpu();
    }

    long pid() {
        return process.pid();
    }

    Storage storage() {
        return storage;
    }

    @Override
    public void close() {
        process.close();
        storage.close();
    }
}
