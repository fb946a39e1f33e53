package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Runs the {@link WriterApplication} in a process of its own. */
final class Writer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path times;
    private final JavaProcess process;

    private Writer(Path times, JavaProcess process) {
        this.times = times;
        this.process = process;
    }

    /**
     * Starts the application; it has made its database when this returns, and waits.
     *
     * @param rate commits per second, or 0 for as many as it can
     */
    static Writer start(Path folder, Path database, double rate, Duration length) throws IOException {
        Path times = folder.resolve("commit-times");
        JavaProcess process = JavaProcess.start(
                folder,
                WriterApplication.class,
                database.toString(),
                times.toString(),
                Double.toString(rate),
                Long.toString(length.toMillis()));
        try {
            process.expect("ready");
            return new Writer(times, process);
        } catch (IOException e) {
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
        process.expect("done");
        process.awaitSuccess(PATIENCE);
        return CommitTimes.read(times);
    }

    @Override
    public void close() {
        process.close();
    }
}
