package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Is a {@link Program} that replicates. */
final class ReplicatorProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    private final Program program;
    private final Destination destination;
    private final Child process;

    private ReplicatorProcess(Program program, Destination destination, Child process) {
        this.program = program;
        this.destination = destination;
        this.process = process;
    }

    /** @param folder takes its log; everything but the sync interval is as it is by default */
    static ReplicatorProcess start(
            Program program, Path folder, Path database, Destination destination, Duration syncInterval)
            throws IOException {
        return new ReplicatorProcess(
                program, destination, program.replicate(folder, database, destination, syncInterval));
    }

    /** Waits until all that a generation begins with is in the replica; returns what is noted of segments from then on. */
    Arrivals awaitSnapshot() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!isBegun()) {
            process.requireAlive();
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IOException("no snapshot after " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
        return destination.watch();
    }

    private boolean isBegun() throws IOException {
        for (GenerationListing generation :
                ReplicaListing.read(destination.storage()).generations()) {
            if (!generation.snapshots().isEmpty() && !generation.segments().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Asks it to ship the rest and to end; fails if it says that it could not. Returns how long that took. */
    Duration stop() throws IOException, InterruptedException {
        long began = System.nanoTime();
        process.requireAlive();
        process.stop();
        process.awaitEnd(PATIENCE, program.codesOfGoodEnds());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    Duration cpu() {
        return process.cpu();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
