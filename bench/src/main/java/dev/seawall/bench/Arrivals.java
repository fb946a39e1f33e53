package dev.seawall.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Notes when segments became durable, as somebody saw it from outside. Safe for several threads. */
final class Arrivals {
    private static final long POLL_MILLIS = 20;

    private final Map<String, Long> durableNanos = new HashMap<>();
    private boolean incomplete;
    private long newestNanos = WallClock.nanos();

    /** @param name the segment's file name */
    synchronized void note(String name, long nanos) {
        durableNanos.put(name, nanos);
        newestNanos = Math.max(newestNanos, nanos);
    }

    /** Some were missed. */
    synchronized void lose() {
        incomplete = true;
    }

    /** When the segment of that file name became durable; empty if it was there before anybody looked. */
    synchronized OptionalLong durableNanos(String fileName) {
        Long nanos = durableNanos.get(fileName);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** How many came in a span of time. */
    synchronized long count(long fromNanos, long toNanos) {
        return durableNanos.values().stream()
                .filter(nanos -> nanos >= fromNanos && nanos < toNanos)
                .count();
    }

    /** Waits until nothing has come for a while; fails if that does not happen in time. */
    void awaitQuiet(long quietNanos, long patienceNanos) throws IOException, InterruptedException {
        long began = WallClock.nanos();
        while (WallClock.nanos() - Math.max(began, newestNanos()) < quietNanos) {
            if (WallClock.nanos() - began > patienceNanos) {
                throw new IOException("segments still came " + patienceNanos / 1_000_000_000 + " s after the load");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private synchronized long newestNanos() {
        return newestNanos;
    }

    /** The longest time between two segments, or an end of the span and one, in nanoseconds. */
    synchronized long longestGapNanos(long fromNanos, long toNanos) {
        long last = fromNanos;
        long longest = 0;
        for (long nanos : durableNanos.values().stream().sorted().toList()) {
            if (nanos > fromNanos && nanos < toNanos) {
                longest = Math.max(longest, nanos - last);
                last = nanos;
            }
        }
        return Math.max(longest, toNanos - last);
    }

    synchronized void requireWhole() throws IOException {
        if (incomplete) {
            throw new IOException("the system dropped events of the replica's folder: the figures would be wrong");
        }
    }
}
