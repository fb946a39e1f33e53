package dev.seawall.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Tells an application process when to end: at a deadline, at a file's appearance, or at the end of its input. */
final class StopRequest {
    private final Optional<Path> file;
    private final long deadlineNanos;
    private final boolean endless;
    private volatile boolean requested;

    StopRequest(WorkloadOptions options) {
        file = options.stopFile();
        Duration duration = options.duration();
        endless = duration.isZero();
        deadlineNanos = System.nanoTime() + duration.toNanos();
        if (file.isEmpty()) {
            Thread thread = new Thread(this::readToEnd, "stdin");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Asks everyone to end: one thread failed, or has done all there was to do. */
    void request() {
        requested = true;
    }

    boolean isRequested() {
        if (!requested) {
            requested = (!endless && System.nanoTime() - deadlineNanos > 0)
                    || file.map(Files::exists).orElse(false);
        }
        return requested;
    }

    private void readToEnd() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            // Standard input is gone, one way or the other.
        }
        requested = true;
    }
}
