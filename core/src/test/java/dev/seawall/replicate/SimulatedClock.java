package dev.seawall.replicate;

import java.time.Duration;
import java.time.Instant;

/** Is all the time there is in a simulation: a steady clock that only goes on, and a wall clock that may jump. */
final class SimulatedClock {
    private static final long BEGIN_MILLIS = 1_700_000_000_000L;

    private long nanos;
    private long offMillis;

    void pass(Duration time) {
        passNanos(time.toNanos());
    }

    void passNanos(long time) {
        nanos += time;
    }

    /** Sets the wall clock forward, or back where it is negative. */
    void jump(Duration by) {
        offMillis += by.toMillis();
    }

    long nanos() {
        return nanos;
    }

    long millis() {
        return BEGIN_MILLIS + offMillis + nanos / 1_000_000;
    }

    Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    Times times() {
        return new Times(this::instant, this::nanos);
    }
}
