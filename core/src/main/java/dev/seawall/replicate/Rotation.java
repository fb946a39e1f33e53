package dev.seawall.replicate;

import dev.seawall.sqlite.LostHoldException;
import dev.seawall.sqlite.Relay;
import dev.seawall.sqlite.Relay.Outcome;
import dev.seawall.sqlite.Visible;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when the WAL is cut, and how hard to try. */
final class Rotation {
    private static final Logger log = LoggerFactory.getLogger(Rotation.class);
    /** After a restart, gives the shipper this long to have the first commits acknowledged, which saves a seal. */
    private static final Duration ADVANCE_AFTER = Duration.ofMillis(20);
    /** Between two tries that were missed; doubles up to a second. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_FIRM_PAUSE = Duration.ofMillis(100);
    private static final Duration FIRM_BUDGET = Duration.ofMillis(100);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
    /** From here on the WAL is cut firmly whatever its limit: offsets end at 4 GiB. */
    private static final long ALWAYS_FIRM_BYTES = 1L << 30;

    private final Options options;
    private final Times times;
    private final LockHolds lockHolds = new LockHolds();

    private long cycle = Long.MIN_VALUE;
    private long cycleSeenNanos;
    private long advanceNanos;
    private boolean overdue;
    private long nextTryNanos;
    private Duration pause = FIRST_PAUSE;
    private long sayAgainNanos;

    Rotation(Options options, Times times) {
        this.options = options;
        this.times = times;
        this.nextTryNanos = times.nanos();
        this.sayAgainNanos = times.nanos();
    }

    /** Moves the hold on where it freezes backfilling while the application writes. Returns 1 if it moved. */
    int advanceIfOverdue(Relay relay) throws IOException, LostHoldException {
        if (!relay.isOverdue()) {
            overdue = false;
            return 0;
        }
        if (!overdue) {
            overdue = true;
            advanceNanos = times.in(ADVANCE_AFTER);
        }
        if (!times.isPast(advanceNanos)) {
            return 0;
        }
        advanceNanos = times.in(ADVANCE_AFTER);
        return relay.advance() == Outcome.DONE ? 1 : 0;
    }

    /** @param wanted whether something else needs a new cycle soon */
    int rotateIfDue(Relay relay, boolean wanted) throws IOException, LostHoldException {
        Visible visible = relay.visible();
        if (!isDue(relay, wanted) || !times.isPast(nextTryNanos)) {
            return 0;
        }
        return settle(isFirm(visible) ? relay.rotateFirmly(FIRM_BUDGET.toNanos(), lockHolds) : relay.rotate(), relay);
    }

    /** Tells whether the WAL is to be cut, and can be: not while the next write will restart it anyway. */
    boolean isDue(Relay relay, boolean wanted) {
        Visible visible = relay.visible();
        if (visible.cycle() != cycle) {
            cycle = visible.cycle();
            cycleSeenNanos = times.nanos();
            pause = FIRST_PAUSE;
            nextTryNanos = times.nanos();
        }
        boolean due = wanted
                || visible.lastFrame() >= options.checkpointFrames()
                || times.nanos() - cycleSeenNanos
                        >= options.checkpointInterval().toNanos();
        return due && visible.lastFrame() > 0 && !relay.isParked();
    }

    private boolean isFirm(Visible visible) {
        long bytes = visible.header()
                .map(header -> header.pageSize().endOfFrame(visible.lastFrame()))
                .orElse(0L);
        return options.firmRotate() == Options.FirmRotate.ON
                && bytes >= Math.min(options.maxWalBytes(), ALWAYS_FIRM_BYTES);
    }

    private int settle(Outcome outcome, Relay relay) {
        log.debug("cut the WAL at frame {}: {}", relay.visible().lastFrame(), outcome);
        // Done is not enough: a writer that began earlier may still append. Only a new cycle ends the trying.
        nextTryNanos = times.in(pause);
        Duration longest = isFirm(relay.visible()) ? LONGEST_FIRM_PAUSE : LONGEST_PAUSE;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) > 0 ? longest : doubled;
        if (outcome == Outcome.DONE) {
            return 1;
        }
        if (times.isPast(sayAgainNanos) && isFirm(relay.visible())) {
            sayAgainNanos = times.in(SAY_AGAIN);
            log.warn(
                    "the WAL holds {} frames and could not be cut: {}",
                    relay.visible().lastFrame(),
                    why(outcome));
        }
        return 0;
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case PINNED -> "a long read transaction of the application keeps it; it shrinks once that ends";
            case NOT_SAFE -> "the replicas are behind by more than the spool may hold";
            default -> "the application writes without a pause, or holds its locks";
        };
    }

    /** How long, and how often, the application's write lock was held. */
    LockHolds lockHolds() {
        return lockHolds;
    }

    /** Counts the moments in which the write lock was ours. */
    static final class LockHolds implements Relay.LockTimes {
        private long count;
        private long longestNanos;

        @Override
        public synchronized void record(long heldNanos) {
            count++;
            longestNanos = Math.max(longestNanos, heldNanos);
            log.debug("held the write lock for {} us", heldNanos / 1_000);
        }

        synchronized long count() {
            return count;
        }

        synchronized long longestNanos() {
            return longestNanos;
        }
    }
}
