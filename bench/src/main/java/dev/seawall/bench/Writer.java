package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Runs the {@link WriterApplication} in a process of its own. */
final class Writer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path times;
    private final Duration length;
    private final Child process;

    private Writer(Path times, Duration length, Child process) {
        this.times = times;
        this.length = length;
        this.process = process;
    }

    /**
     * Starts the application; it has made its database when this returns, and waits.
     *
     * @param rate commits per second, or 0 for as many as it can
     */
    static Writer start(Path folder, Path database, double rate, Duration length)
            throws IOException, InterruptedException {
        Path times = folder.resolve("commit-times");
        Child process = Child.java(
                folder,
                WriterApplication.class,
                line -> false,
                database.toString(),
                times.toString(),
                Double.toString(rate),
                Long.toString(length.toMillis()));
        try {
            process.expect("ready", PATIENCE);
            return new Writer(times, length, process);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** Lets it write. */
    void begin() throws IOException {
        process.tell("write");
    }

    /** Lets it write, and waits until it has. */
    CommitTimes write() throws IOException, InterruptedException {
        begin();
        process.expect("done", length.multipliedBy(2).plus(PATIENCE));
        process.awaitSuccess(PATIENCE);
        return CommitTimes.read(times);
    }

    @Override
    public void close() {
        process.close();
    }
}
