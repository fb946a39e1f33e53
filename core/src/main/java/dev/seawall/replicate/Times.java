package dev.seawall.replicate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Tells the time: the wall clock for commit times, a steady one for intervals. A test drives both.
 *
 * @param wall may jump
 * @param steadyNanos never goes back; its origin means nothing
 */
public record Times(InstantSource wall, LongSupplier steadyNanos) {
    public static Times system() {
        return new Times(InstantSource.system(), System::nanoTime);
    }

    long nanos() {
        return steadyNanos.getAsLong();
    }

    long millis() {
        return wall.millis();
    }

    /** The steady time that lies {@code delay} ahead. */
    long in(Duration delay) {
        return nanos() + delay.toNanos();
    }

    boolean isPast(long deadlineNanos) {
        return nanos() - deadlineNanos >= 0;
    }
}
