package dev.seawall.bench;

import java.time.Instant;

/** Tells the time in nanoseconds since 1970: processes of one machine agree on it, as they need not on nanoTime. */
final class WallClock {
    private WallClock() {}

    static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
