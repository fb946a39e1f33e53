package dev.seawall.replicate;

import java.time.Duration;

/**
 * Tells whether the clock can be believed: it was not set by more than an hour within the last hour. What is old by a clock
 * that is wrong for a moment may be all there is. A machine that slept looks the same, and is believed an hour later. For
 * one thread.
 */
final class Steadiness {
    private static final Duration LONG = Duration.ofHours(1);

    private boolean looked;
    private boolean jumped;
    private long millis;
    private long nanos;
    private long jumpedNanos;

    /** Compares the clock with the steady one since the last look. Call it often. */
    void look(Times times) {
        long nowMillis = times.millis();
        long nowNanos = times.nanos();
        long passed = Duration.ofNanos(nowNanos - nanos).toMillis();
        if (looked && Math.abs(nowMillis - millis - passed) > LONG.toMillis()) {
            jumped = true;
            jumpedNanos = nowNanos;
        }
        looked = true;
        millis = nowMillis;
        nanos = nowNanos;
    }

    /** As of the last look. */
    boolean isSteady() {
        return !jumped || nanos - jumpedNanos >= LONG.toNanos();
    }
}
