package dev.seawall.sqlite;

import dev.seawall.sqlite.CycleCheck.Finding;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a read transaction open, handed from connection to connection, so that no frame can be overwritten before it is
 * safe; and cuts the WAL by standing where SQLite will restart it.
 *
 * <p>From {@link #take} to {@link #close} there is never a moment without a hold. The order of each step is the point of
 * this class: begin the new transaction, look, make safe what could then be overwritten, and only then end the old one. Used
 * by one thread.
 */
public final class Relay implements AutoCloseable {
    /**
     * PASSIVE is busy while the application checkpoints, and stops short of our mark where a reader stands that is most often
     * about to end, as one is that meets a write lock: try again for a few milliseconds, then leave it for later.
     */
    private static final int CHECKPOINT_ATTEMPTS = 20;

    private static final long CHECKPOINT_PAUSE_NANOS = 250_000;
    /** Two looks have to agree, also beside a writer that never pauses. */
    private static final int FIRST_LOOK_ATTEMPTS = 200;

    private static final int CATCH_UP_ROUNDS = 5;
    private static final int SEALING_ROUNDS = 2;

    private final LiveDatabase database;
    private final Safety safety;
    private final CycleCheck check;
    private Session holding;
    private Session idle;
    private boolean settled = true;
    private boolean emptied;
    /** How far the last PASSIVE of {@link #rotate} got, of how much: see {@link #rotateFirmly}. */
    private long backfilled = -1;

    private Relay(LiveDatabase database, Safety safety, Session holding, Session idle, CycleCheck check) {
        this.database = database;
        this.safety = safety;
        this.holding = holding;
        this.idle = idle;
        this.check = check;
    }

    /** Tells what a step of the relay came to. */
    public enum Outcome {
        /** Done. */
        DONE,
        /** Not now: a lock was taken, or somebody wrote in between. Trying again soon may succeed. */
        MISSED,
        /** Not now: what must be safe is not, and cannot be made so without waiting for a replica. */
        NOT_SAFE,
        /** Not now: another reader keeps the WAL from being cut, and no effort of ours changes that. */
        PINNED
    }

    /** Tells who backfills what the old hold kept from being backfilled. */
    public enum Backfill {
        /** The application, when it comes to it. */
        THEIRS,
        /** We, if we get the checkpoint lock first: worth it where the application asks for that lock at every commit. */
        OURS
    }

    /** Says which number a cycle gets: the one it had before, or one larger than any used before. */
    public interface Numbering {
        /**
         * @param header the cycle's header; empty if the WAL is empty: then the number is that of the cycle to come
         * @param lastFrame its last committed frame; 0 for none
         */
        long number(Optional<WalHeader> header, long lastFrame) throws IOException;
    }

    /**
     * Takes the first hold.
     *
     * @param numbering asked once, for the number to give to the cycle found
     */
    public static Relay take(LiveDatabase database, Safety safety, Numbering numbering) throws IOException {
        Closing closing = new Closing();
        try {
            Session holding = closing.add(database.openReader());
            Session idle = closing.add(database.openReader());
            holding.beginRead();
            Look first = firstLook(database);
            Optional<WalHeader> header = first.isEmpty() ? Optional.empty() : first.header();
            long cycle = numbering.number(header, first.isEmpty() ? 0 : first.lastFrame());
            return new Relay(database, safety, holding, idle, new CycleCheck(first, cycle));
        } catch (IOException | RuntimeException | Error e) {
            closing.closeAfter(e);
            throw e;
        }
    }

    /** Looks until two looks agree: SQLite's two numbers are not read at once, and there is none before to compare with. */
    private static Look firstLook(LiveDatabase database) throws DatabaseException {
        for (int attempt = 0; attempt < FIRST_LOOK_ATTEMPTS; attempt++) {
            Look look = database.look();
            if ((look.isEmpty() || look.header().isPresent()) && look.equals(database.look())) {
                return look;
            }
            LockSupport.parkNanos(CHECKPOINT_PAUSE_NANOS);
        }
        throw new DatabaseException(
                Kind.BUSY, "the WAL of " + database.path() + " is being restarted; looking again later", null);
    }

    /**
     * Looks, and checks that what it sees fits the hold.
     *
     * @return true if frames were committed since the last call that returned true
     * @throws LostHoldException if it does not fit: nothing may be presented as continuous across this
     */
    public boolean look() throws DatabaseException, LostHoldException {
        Finding finding = observe(database.look());
        return finding == Finding.GREW || finding == Finding.NEW_CYCLE;
    }

    private Finding observe(Look look) throws LostHoldException {
        Finding finding = check.observe(look, safety::isSafe);
        emptied = look.isEmpty() && check.lastFrame() > 0;
        settled = finding != Finding.ASK_AGAIN || (look.isEmpty() && check.mayBeEmpty());
        return finding;
    }

    /** Tells whether the last look showed all that is committed, and no restart under way. */
    public boolean isLookSettled() {
        return settled;
    }

    /** Tells whether what is visible is not in the WAL any more, as of the last look: only in the database file. */
    public boolean isEmptied() {
        return emptied;
    }

    /** What was committed, as of the last look. */
    public Visible visible() {
        return new Visible(check.cycle(), check.header(), check.lastFrame());
    }

    /** Tells whether our hold freezes all backfilling although the WAL goes on: {@link #advance} soon. */
    public boolean isOverdue() {
        return check.isRestartedUnderHold() || (check.holdAllowsRestart() && check.grewSinceHoldBegan());
    }

    /** Tells whether the next write of the application may restart the WAL: nothing is left to do until then. */
    public boolean isParked() {
        return check.holdAllowsRestart() && !check.grewSinceHoldBegan();
    }

    /**
     * Hands the hold on to a new read transaction, so that our mark moves up to what is committed now.
     *
     * <p>Does nothing while the WAL is empty: the hold then waits for the first commit of the next cycle.
     */
    public Outcome advance(Backfill backfill) throws IOException, LostHoldException {
        idle.beginRead();
        try {
            Look look = database.look();
            Finding finding = observe(look);
            if (finding == Finding.ASK_AGAIN) {
                return Outcome.MISSED;
            }
            // With something left to backfill, either slot keeps the WAL from being restarted, and what is not safe in
            // it: to make it safe would be in vain. Only the first frames of a cycle prove to a later process what they
            // follow.
            boolean worthwhile = look.isFullyBackfilled() || check.isRestartedUnderHold();
            if (worthwhile && !safety.makeSafe(visible()) && look.isFullyBackfilled()) {
                return Outcome.NOT_SAFE;
            }
            // A checkpointer of the application that stalled across the restart still holds the checkpoint lock. Old
            // versions of SQLite then mark frames of the new cycle as backfilled, which loses them; while our old hold
            // stands in slot 0 it cannot, so that hold stays until the lock was free once.
            if (check.isRestartedUnderHold() && !passive(0).answered()) {
                return Outcome.MISSED;
            }
            handOver(look);
            if (backfill == Backfill.OURS && !look.isFullyBackfilled()) {
                idle.endAndBackfill();
            }
            return Outcome.DONE;
        } finally {
            idle.end(); // the new one if we keep the old, else the old one
        }
    }

    private void handOver(Look look) {
        Session old = holding;
        holding = idle;
        idle = old;
        check.holdReplaced(look);
    }

    /**
     * Tries to have the WAL restarted by the application's next write, without taking a lock that could make anybody
     * wait: moves our mark to the end, backfills, and takes the slot that lets the WAL restart but nothing be lost.
     */
    public Outcome rotate() throws IOException, LostHoldException {
        return rotate(WriteLock.FREE);
    }

    private enum WriteLock {
        FREE,
        /** Nobody commits meanwhile, and somebody may wait for that. */
        OURS
    }

    private Outcome rotate(WriteLock lock) throws IOException, LostHoldException {
        // Our mark is at least here: what is committed between the new transaction's begin and its look may lie beyond
        // it.
        long cycle = check.cycle();
        long mark = check.lastFrame();
        backfilled = -1;
        Outcome advanced = advance(lock == WriteLock.FREE ? Backfill.OURS : Backfill.THEIRS);
        if (advanced != Outcome.DONE) {
            return advanced;
        }
        CheckpointResult told = lock == WriteLock.FREE ? backfillRest(mark) : backfillAndSeal(mark);
        if (!told.answered()) {
            return Outcome.MISSED;
        }
        boolean allBackfilled = isAllBackfilled();
        if (check.cycle() != cycle) {
            return Outcome.DONE; // restarted meanwhile, which is all that was wanted
        }
        // Where backfilling stopped short of our own mark, another reader's is lower.
        boolean pinned = !isBackfilled(told, mark);
        if (!pinned) {
            backfilled = told.backfilled();
        }
        if (allBackfilled) {
            advanced = advance(Backfill.THEIRS);
            if (advanced != Outcome.DONE || isParked()) {
                return advanced;
            }
        }
        return pinned ? Outcome.PINNED : Outcome.MISSED;
    }

    /** Looks. Where somebody wrote in between, to move our mark on would only have the next commit backfill that little. */
    private boolean isAllBackfilled() throws DatabaseException, LostHoldException {
        Look look = database.look();
        observe(look);
        return look.isFullyBackfilled();
    }

    /** Handing the hold on has backfilled it most often; a checkpoint of what is backfilled is none of SQLite's best. */
    private CheckpointResult backfillRest(long mark) throws DatabaseException {
        CheckpointResult told = database.checkpoint("NOOP");
        return isBackfilled(told, mark) ? told : passive(mark);
    }

    /** Both wait for the disk twice; what is not backfilled yet is held, so either may be done first. */
    private CheckpointResult backfillAndSeal(long mark) throws DatabaseException {
        safety.beginMakingSafe(visible());
        return passive(mark);
    }

    /**
     * Cuts the WAL under writers that never pause: the same as {@link #rotate} inside the application's write lock, held
     * for the copy and fsync of the frames of the last moment, and for a checkpoint of as many.
     *
     * @param budgetNanos how long to try for the write lock
     * @param maxLockedBytes how much may be left to seal and to backfill when we ask for the lock; twice that when we have it
     */
    public Outcome rotateFirmly(long budgetNanos, long maxLockedBytes, LockTimes times)
            throws IOException, LostHoldException {
        // Each round has less to catch up with than the one before, unless the application writes faster than we copy.
        for (int round = 1; round <= CATCH_UP_ROUNDS; round++) {
            Outcome gently = rotate();
            if (gently != Outcome.MISSED || isParked()) {
                return gently;
            }
            if (!isNearlyBackfilled(maxLockedBytes)) {
                continue;
            }
            // The lock is for the last few frames only. Those that are written meanwhile are fewer the second time.
            for (int i = 0; i < SEALING_ROUNDS; i++) {
                gently = rotateAndSeal();
                if (gently != Outcome.MISSED || isParked()) {
                    return gently;
                }
            }
            look();
            if (isLittleLeft(maxLockedBytes)) {
                return rotateInsideLock(budgetNanos, maxLockedBytes, times);
            }
        }
        return Outcome.MISSED;
    }

    /** Makes safe what is visible now, beside a try that may miss. */
    private Outcome rotateAndSeal() throws IOException, LostHoldException {
        look();
        long cycle = check.cycle();
        long frame = check.lastFrame();
        safety.beginMakingSafe(visible());
        Outcome gently = rotate();
        // What was begun and is not safe failed, or did not begin: once more, so that the reason is heard.
        boolean safe = gently != Outcome.MISSED || safety.isSafe(cycle, frame) || safety.makeSafe(visible());
        return safe ? gently : Outcome.NOT_SAFE;
    }

    private Outcome rotateInsideLock(long budgetNanos, long maxLockedBytes, LockTimes times)
            throws IOException, LostHoldException {
        try (Session gate = database.openGate()) {
            if (!enter(gate, budgetNanos)) {
                return Outcome.MISSED;
            }
            long entered = System.nanoTime();
            try {
                look();
                // What was written while we waited for the lock is not worth another wait.
                return isLittleLeft(2 * maxLockedBytes) ? rotate(WriteLock.OURS) : Outcome.MISSED;
            } finally {
                gate.end();
                times.record(System.nanoTime() - entered);
            }
        }
    }

    private boolean isNearlyBackfilled(long maxLeftBytes) {
        long left = (check.lastFrame() - backfilled) * database.pageSize().frameBytes();
        return backfilled >= 0 && left <= maxLeftBytes;
    }

    /** Tells whether little is left to do under the lock, of either kind. */
    private boolean isLittleLeft(long maxBytes) {
        long frames = Math.max(0, maxBytes) / database.pageSize().frameBytes();
        return isNearlyBackfilled(maxBytes) && safety.isSafe(check.cycle(), Math.max(0, check.lastFrame() - frames));
    }

    /** Takes note of how long the application's write lock was held, in nanoseconds. */
    public interface LockTimes {
        void record(long heldNanos);
    }

    private static boolean enter(Session gate, long budgetNanos) throws DatabaseException {
        // SQLite's own busy handler sleeps longer and longer, and starves against a busy writer.
        long deadline = System.nanoTime() + budgetNanos;
        while (true) {
            try {
                gate.beginWrite();
                return true;
            } catch (DatabaseException e) {
                if (e.kind() != Kind.BUSY || System.nanoTime() - deadline > 0) {
                    if (e.kind() == Kind.BUSY) {
                        return false;
                    }
                    throw e;
                }
            }
            LockSupport.parkNanos(CHECKPOINT_PAUSE_NANOS / 2);
        }
    }

    /** Backfills up to a mark: beyond what a reader that is about to end may keep from it. */
    private CheckpointResult passive(long mark) throws DatabaseException {
        CheckpointResult told = database.checkpoint("PASSIVE");
        for (int i = 1; i < CHECKPOINT_ATTEMPTS && !isBackfilled(told, mark); i++) {
            LockSupport.parkNanos(CHECKPOINT_PAUSE_NANOS);
            told = database.checkpoint("PASSIVE");
        }
        return told;
    }

    /** Or restarted: then there is nothing left of what was there. */
    private static boolean isBackfilled(CheckpointResult told, long mark) {
        return told.answered() && (told.backfilled() >= mark || told.lastFrame() < mark);
    }

    /** Opens a reader of its own for a snapshot; empty where the moment does not suit and asking again will do. */
    public Optional<SnapshotHold> openSnapshot() throws IOException, LostHoldException {
        return SnapshotHold.open(database, this::lookForSnapshot);
    }

    /** Looks; empty where what it sees may be a restart under way. */
    private Optional<SnapshotHold.Moment> lookForSnapshot() throws DatabaseException, LostHoldException {
        Look look = database.look();
        observe(look);
        return settled ? Optional.of(new SnapshotHold.Moment(look, visible())) : Optional.empty();
    }

    /** Lets go. Only when nothing more is to be shipped, or after a break. Idempotent. */
    @Override
    public void close() throws IOException {
        try (Closing closing = new Closing()) {
            closing.add(idle);
            closing.add(holding);
        }
    }
}
