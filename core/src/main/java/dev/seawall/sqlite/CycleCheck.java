package dev.seawall.sqlite;

import dev.seawall.wal.WalHeader;
import java.util.Optional;

/**
 * Checks at every look that the read transaction that we believe to hold can indeed be held, and counts cycles.
 *
 * <p>What holds where (SQLite's wal.c): a reader in slot 1 or above keeps the WAL from being restarted, and others from
 * backfilling past its mark. A reader in slot 0, which it gets when the whole WAL was backfilled as it began, keeps
 * everybody from backfilling at all; the WAL may be restarted under it once, and what is committed afterwards cannot be
 * overwritten. The checks can disprove a hold, never prove one. Pure: it sees looks, and touches nothing.
 */
final class CycleCheck {
    /** Looks in a row that may contradict each other, as they do while a restart is under way. */
    private static final int MAX_DOUBTS = 2_000;

    enum Finding {
        UNCHANGED,
        /** Frames were committed in the current cycle. */
        GREW,
        /** The WAL was restarted and frames were committed in the new cycle. */
        NEW_CYCLE,
        /** A restart seems to be under way: look again before believing anything. */
        ASK_AGAIN
    }

    /** Tells whether the old cycle has been made safe to exactly a frame. */
    interface SafeTo {
        boolean isSafe(long cycle, long frame);
    }

    private long cycle;
    private Optional<WalHeader> header = Optional.empty();
    private long lastFrame;
    private Look atBegin;
    private boolean restartedUnderHold;
    private int doubts;

    /**
     * @param first the look right after the first hold began
     * @param cycle the number to give to the cycle that it shows, or, if it shows an empty WAL, to the one to come
     */
    CycleCheck(Look first, long cycle) {
        this.cycle = cycle;
        // Of an empty WAL nothing is backfilled; SQLite can still say so for a moment, right after a restart.
        this.atBegin = first.isEmpty() ? new Look(first.header(), 0, 0) : first;
        if (!first.isEmpty()) {
            header = first.header();
            lastFrame = first.lastFrame();
        }
    }

    /**
     * Judges a look against the hold in place.
     *
     * @throws LostHoldException if the look cannot be true while we hold what we believe to hold
     */
    Finding observe(Look look, SafeTo safe) throws LostHoldException {
        if (look.isEmpty()) {
            return Finding.ASK_AGAIN;
        }
        if (look.header().isEmpty() || contradictsOneBefore(look)) {
            return doubt(look);
        }
        doubts = 0;
        if (!look.header().equals(header)) {
            return adopt(look, safe);
        }
        long cap = restartedUnderHold ? 0 : atBegin.lastFrame();
        if (look.backfilled() > cap) {
            throw new LostHoldException("frames up to " + look.backfilled()
                    + " were backfilled although our read transaction allows none beyond " + cap);
        }
        if (look.lastFrame() == lastFrame) {
            return Finding.UNCHANGED;
        }
        lastFrame = look.lastFrame();
        return Finding.GREW;
    }

    /**
     * Neither number falls under one header. SQLite does not read both at once, so a restart can come between: the first
     * is then of the old cycle, the second 0 already, and the header is the old one until the new cycle's first frame.
     */
    private boolean contradictsOneBefore(Look look) {
        if (!look.header().equals(header)) {
            return false;
        }
        return look.lastFrame() < lastFrame || (!restartedUnderHold && look.backfilled() < atBegin.backfilled());
    }

    private Finding doubt(Look look) throws LostHoldException {
        if (++doubts > MAX_DOUBTS) {
            throw new LostHoldException("the WAL keeps showing " + look.lastFrame() + " frames, " + look.backfilled()
                    + " of them backfilled, where " + lastFrame + " were committed and " + atBegin.backfilled()
                    + " backfilled before");
        }
        return Finding.ASK_AGAIN;
    }

    private Finding adopt(Look look, SafeTo safe) throws LostHoldException {
        // In slot 0 backfilling is frozen, and a restart needs all backfilled: so the old cycle ended where backfilling
        // stood as the hold began, and only then.
        long end = atBegin.backfilled();
        if (restartedUnderHold) {
            throw new LostHoldException("the WAL was restarted twice under one read transaction");
        }
        if (end != lastFrame) {
            throw new LostHoldException("the WAL was restarted after frame " + lastFrame
                    + " although our read transaction allowed that only after frame " + end);
        }
        if (!safe.isSafe(cycle, end)) {
            throw new LostHoldException("the WAL was restarted before frame " + end + " was safe");
        }
        if (look.backfilled() != 0) {
            throw new LostHoldException("the restarted WAL was backfilled to frame " + look.backfilled()
                    + " although our read transaction allows no backfilling");
        }
        if (header.isPresent()) {
            cycle++;
        }
        header = look.header();
        lastFrame = look.lastFrame();
        restartedUnderHold = true;
        return Finding.NEW_CYCLE;
    }

    /** Takes note that a new hold stands alone. {@code look} was taken right after it began, and has been observed. */
    void holdReplaced(Look look) {
        atBegin = look;
        restartedUnderHold = false;
    }

    /** The cycle's number; while no frame was ever committed under it, of the cycle to come. */
    long cycle() {
        return cycle;
    }

    /** The current cycle's header; empty until a frame was committed. */
    Optional<WalHeader> header() {
        return header;
    }

    /** The last committed frame seen in this cycle. */
    long lastFrame() {
        return lastFrame;
    }

    /** Tells whether the WAL was restarted since the hold began: it is in slot 0, and freezes all backfilling. */
    boolean isRestartedUnderHold() {
        return restartedUnderHold;
    }

    /** Tells whether all was backfilled as the hold began, so that the next write may restart the WAL. */
    boolean holdAllowsRestart() {
        return !restartedUnderHold && atBegin.isFullyBackfilled();
    }

    /** Tells whether an empty WAL fits the hold: all that was committed was backfilled before the hold began. */
    boolean mayBeEmpty() {
        return !restartedUnderHold && atBegin.backfilled() == lastFrame;
    }

    /** Tells whether frames were committed in this cycle since the hold began. */
    boolean grewSinceHoldBegan() {
        return lastFrame > atBegin.lastFrame() || restartedUnderHold;
    }
}
