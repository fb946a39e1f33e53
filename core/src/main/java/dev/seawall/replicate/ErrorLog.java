package dev.seawall.replicate;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/** Logs an error that repeats once, and again each minute. Used by one thread. */
final class ErrorLog {
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final Logger log;
    private final String name;
    private String last = "";
    private long lastNanos;

    ErrorLog(Logger log, String name) {
        this.log = log;
        this.name = name;
    }

    void say(Throwable e) {
        String error = Objects.toString(e.getMessage(), e.toString());
        boolean soon = System.nanoTime() - lastNanos < SAY_AGAIN.toNanos();
        if (error.equals(last) && soon) {
            return;
        }
        last = error;
        lastNanos = System.nanoTime();
        if (!(e instanceof IOException)) {
            log.error("{}: {}; trying again", name, error, e);
        } else {
            log.error("{}: {}; trying again", name, error);
        }
    }
}
