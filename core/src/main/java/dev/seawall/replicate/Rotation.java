package dev.seawall.replicate;

import dev.seawall.sqlite.LostHoldException;
import dev.seawall.sqlite.Relay;
import dev.seawall.sqlite.Relay.Backfill;
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
    /** Some milliseconds' worth of sealing and backfilling. */
    private static final long LOCKED_BYTES = 8L << 20;

    /**
     * An application that pauses is level with its replicas within a sync interval; to seal before that would write to the
     * disk what is shipped in a moment.
     */
    private static final long LEVEL_BYTES = 1L << 20;
    /** An object in flight, and the next one: under a steady load, replicas are hardly ever closer than that. */
    private static final long NEARLY_LEVEL_BYTES = 2L * RunReader.MAX_BYTES;

    private static final long FAR_BEYOND = 4;
    private static final long LOCKED_BYTES_AT_LIMIT = 16L << 20;
    private static final long MOST_LOCKED_BYTES = 32L << 20;
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final Options options;
    private final Times times;
    private final Seals seals;
    private final LockHolds lockHolds = new LockHolds();

    private long cycle = Long.MIN_VALUE;
    private long cycleSeenNanos;
    private long advanceNanos;
    private boolean overdue;
    private long nextTryNanos;
    private Duration pause = FIRST_PAUSE;
    private long sayAgainNanos;
    private boolean firmBefore;
    private boolean unsafe;

    Rotation(Options options, Times times, Seals seals) {
        this.options = options;
        this.times = times;
        this.seals = seals;
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
        if (!times.isPast(advanceNanos) && seals.isEachOneIn(relay.visible().cycle())) {
            return 0;
        }
        advanceNanos = times.in(ADVANCE_AFTER);
        // About from there on, SQLite's automatic checkpoints ask for the checkpoint lock at every commit.
        boolean isLong = relay.visible().lastFrame() >= options.checkpointFrames();
        return relay.advance(isLong ? Backfill.OURS : Backfill.THEIRS) == Outcome.DONE ? 1 : 0;
    }

    /** Says whether something other than the WAL's length asks for a new cycle. */
    enum Need {
        NONE,
        /** A snapshot is due in the next index. */
        SOON,
        /** A replica cannot take any more of this one. */
        AT_ONCE
    }

    /** Cuts the WAL if it is long or old enough, or something needs it. Returns 1 if it can restart now. */
    int rotateIfDue(Relay relay, Need need) throws IOException, LostHoldException {
        Visible visible = relay.visible();
        if (!isDueNow(relay, need)) {
            // Without a try, what an earlier one found may not be true any more.
            unsafe = unsafe && (mustBeCut(visible, need) || isLevel(visible));
            return 0;
        }
        boolean firm = mayLock() && mustBeCut(visible, need);
        if (!firm) {
            seals.sealForFailing(visible);
        }
        try {
            return settle(tryTo(relay, firm, visible), relay, firm);
        } catch (IOException e) {
            // The database's own disk may be full, which asks for a pause, and for the room that the spool takes.
            unsafe |= seals.isOutOfRoom();
            pauseUpTo(LONGEST_PAUSE);
            throw e;
        }
    }

    private Outcome tryTo(Relay relay, boolean firm, Visible visible) throws IOException, LostHoldException {
        try {
            return firm
                    ? relay.rotateFirmly(FIRM_BUDGET.toNanos(), maxLockedBytes(visible), lockHolds)
                    : relay.rotate();
        } finally {
            seals.awaitBegun(); // nothing of it goes on beside the next step
        }
    }

    /** Tells whether the WAL is to be cut, and it is time for a try. */
    boolean isDueNow(Relay relay, Need need) {
        Visible visible = relay.visible();
        boolean must = mustBeCut(visible, need);
        boolean firm = must && mayLock();
        if (firm && !firmBefore) {
            pause = FIRST_PAUSE; // the gentle tries before were spaced wider than the limit can wait
            nextTryNanos = times.nanos();
        }
        firmBefore = firm;
        return isDue(relay, need) && times.isPast(nextTryNanos) && (must || isLevel(visible));
    }

    /** Tells whether next to nothing would have to be sealed for replicas that will have it in a moment. */
    private boolean isLevel(Visible visible) {
        return seals.unsafeBytes(visible, Seals.Of.ANSWERING) <= LEVEL_BYTES;
    }

    /** Not while the next write will restart the WAL anyway. */
    private boolean isDue(Relay relay, Need need) {
        Visible visible = relay.visible();
        if (visible.cycle() != cycle) {
            cycle = visible.cycle();
            cycleSeenNanos = times.nanos();
            pause = FIRST_PAUSE;
            nextTryNanos = times.nanos();
        }
        boolean due = need != Need.NONE
                || visible.lastFrame() >= options.checkpointFrames()
                || times.nanos() - cycleSeenNanos
                        >= options.checkpointInterval().toNanos();
        return due && visible.lastFrame() > 0 && !relay.isParked();
    }

    /**
     * How much may be done under the write lock: the more, the farther the WAL is beyond its limit. Without a replicator the
     * application would wait for its own checkpoints; now it may write faster than anybody can copy.
     */
    private long maxLockedBytes(Visible visible) {
        long times = visible.walBytes() / options.maxWalBytes();
        return times == 0 ? LOCKED_BYTES : Math.min(times * LOCKED_BYTES_AT_LIMIT, MOST_LOCKED_BYTES);
    }

    /**
     * Tells whether the WAL was not cut only because replicas are behind, and is above its limit, or will never get there
     * because the spool took the room that it needs.
     */
    boolean isStarved(Visible visible) {
        return unsafe && (visible.walBytes() >= options.maxWalBytes() || seals.isOutOfRoom());
    }

    /** Takes note that a replica was given up: whether the WAL can be cut now, only a new try can tell. */
    void gaveUp() {
        unsafe = false;
        nextTryNanos = times.nanos();
    }

    /** Tells whether the WAL is so long that no replica is worth waiting for. */
    boolean isFarBeyond(Visible visible) {
        return visible.walBytes() >= FAR_BEYOND * options.maxWalBytes();
    }

    private boolean mayLock() {
        return options.firmRotate() == Options.FirmRotate.ON;
    }

    private boolean mustBeCut(Visible visible, Need need) {
        return need == Need.AT_ONCE || isLong(visible);
    }

    /**
     * From three eighths of its limit on, the WAL is cut as soon as little would have to be sealed, so that it is within the
     * limit when the disk has kept up; at its limit, as soon as replicas that answer are nearly level; at twice that, or
     * what the spool can well take, whatever they lack. To seal more competes with the shipping of the same.
     */
    private boolean isLong(Visible visible) {
        long bytes = visible.walBytes();
        long limit = options.maxWalBytes();
        return bytes >= Math.min(2 * limit, Math.max(limit, options.spoolLimitBytes() / 2))
                || (bytes >= limit && isNearlyLevel(visible, Seals.Of.ANSWERING))
                || (bytes >= limit * 3 / 8 && isNearlyLevel(visible, Seals.Of.ALL));
    }

    /** The longer the WAL is, the more there is to win, and the more is worth sealing, if the spool can take it. */
    private boolean isNearlyLevel(Visible visible, Seals.Of which) {
        long worthwhile = Math.min(visible.walBytes(), options.spoolLimitBytes()) / 2;
        return seals.unsafeBytes(visible, which) <= Math.max(NEARLY_LEVEL_BYTES, worthwhile);
    }

    private int settle(Outcome outcome, Relay relay, boolean firm) {
        log.debug("cut the WAL at frame {}: {}", relay.visible().lastFrame(), outcome);
        unsafe = outcome == Outcome.NOT_SAFE;
        // Done is not enough: a writer that began earlier may still append. Only a new cycle ends the trying.
        boolean outrun = firm && outcome == Outcome.MISSED && relay.visible().walBytes() >= options.maxWalBytes();
        Duration longest = outrun ? FIRST_PAUSE : firm ? LONGEST_FIRM_PAUSE : LONGEST_PAUSE;
        pauseUpTo(longest);
        if (outcome == Outcome.DONE) {
            return 1;
        }
        if (firm && relay.visible().walBytes() >= options.maxWalBytes() && times.isPast(sayAgainNanos)) {
            sayAgainNanos = times.in(SAY_AGAIN);
            log.warn(
                    "the WAL holds {} frames and could not be cut: {}",
                    relay.visible().lastFrame(),
                    why(outcome));
        }
        return 0;
    }

    private void pauseUpTo(Duration longest) {
        nextTryNanos = times.in(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case PINNED -> "a long read transaction of the application keeps it; it shrinks once that ends";
            case NOT_SAFE -> "the replicas are behind by more than the spool may hold";
            default -> "the application writes without a pause, or holds its locks";
        };
    }

    /** Logs how often, and how long at worst, the application's write lock was held, if it ever was. */
    void sumUp() {
        if (lockHolds.count() > 0) {
            log.info(
                    "held the write lock {} times to cut the WAL, for {} us at worst",
                    lockHolds.count(),
                    lockHolds.longestNanos() / 1_000);
        }
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
