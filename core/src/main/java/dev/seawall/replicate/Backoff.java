package dev.seawall.replicate;

import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when to try a storage again, and logs once when it fails, once a minute while it does, and once when it works
 * again. Waits between half and all of a time that doubles from 100 ms to 30 s, so that many replicators spread out.
 */
final class Backoff {
    private static final Logger log = LoggerFactory.getLogger(Backoff.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final String name;
    private final Times times;
    private final RandomGenerator random;
    private Duration pause = FIRST;
    private long nextTryNanos;
    private long sayAgainNanos;
    private @Nullable Exception failure;
    private long failingSinceNanos;

    Backoff(String name, Times times, RandomGenerator random) {
        this.name = name;
        this.times = times;
        this.random = random;
        this.nextTryNanos = times.nanos();
    }

    /** Does something with a storage that may fail. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * Makes one attempt.
     *
     * @param what completes "cannot … (replica)"
     * @return empty if the storage failed: try again once {@link #mayTry()}
     * @throws IOException if something other than the storage failed
     */
    <T> Optional<T> attempt(String what, Attempt<T> attempt) throws IOException {
        try {
            T result = attempt.run();
            succeeded();
            return Optional.of(result);
        } catch (StorageException e) {
            failed(what, e);
            return Optional.empty();
        } catch (RuntimeException e) {
            failed(what, e); // of a storage that does not work, whatever it is that it says
            throw e;
        }
    }

    /** Takes note that what was tried worked. */
    synchronized void succeeded() {
        if (failure != null) {
            log.info("{}: works again", name);
        }
        failure = null;
        pause = FIRST;
        nextTryNanos = times.nanos();
    }

    /** Takes note of a failure: {@link #mayTry} says no for a while. */
    synchronized void failed(String what, Exception e) {
        if (failure == null || times.isPast(sayAgainNanos)) {
            log.warn(
                    "cannot {} {}: {}; trying again, and until then what is committed stays in the WAL",
                    what,
                    name,
                    e.getMessage(),
                    e instanceof RuntimeException ? e : null);
            sayAgainNanos = times.in(SAY_AGAIN);
        }
        if (failure == null) {
            failingSinceNanos = times.nanos();
        }
        failure = e;
        nextTryNanos = times.nanos() + random.nextLong(pause.toNanos() / 2, pause.toNanos());
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    /** Tells whether every attempt failed for at least this long. */
    synchronized boolean isFailingFor(Duration time) {
        return failure != null && times.nanos() - failingSinceNanos >= time.toNanos();
    }

    synchronized boolean mayTry() {
        return times.isPast(nextTryNanos);
    }

    synchronized long nextTryNanos() {
        return nextTryNanos;
    }

    /** The failure that the latest attempt ended with; empty if it succeeded. */
    synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }
}
