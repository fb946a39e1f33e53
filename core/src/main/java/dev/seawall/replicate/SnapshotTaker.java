package dev.seawall.replicate;

import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.replicate.SnapshotCopy.State;
import dev.seawall.sqlite.SnapshotHold;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the snapshots of one replica, beside its shipper.
 *
 * <p>A held moment is offered; the shipper ends a segment just there, so that the moment's position and commit number are
 * known; then its pages are streamed. Because of that order, no snapshot ever shows more than what the segments beside
 * it cover, which Litestream's restore relies on. {@link #step} is for one thread, {@link #wants} and {@link #offer} are
 * for the one that captures.
 */
final class SnapshotTaker {
    private static final Logger log = LoggerFactory.getLogger(SnapshotTaker.class);
    /** A clock that goes back by less is one that is being kept right. */
    private static final Duration CLOCK_SET = Duration.ofHours(1);
    /** What one step copies. */
    private static final int STEP_BYTES = 1 << 20;

    private final Storage storage;
    private final Options options;
    private final Times times;
    private final Tape tape;
    private final Shipper shipper;
    private final Backoff backoff;
    private final byte[] buffer = new byte[STEP_BYTES];

    private @Nullable SnapshotCopy copy;
    private boolean stepping;
    private boolean closed;
    private volatile boolean cancelled;
    /** The most that any attempt at the current snapshot copied, and all of those that are complete. */
    private final AtomicLong bestBytes = new AtomicLong();

    private final AtomicLong completeBytes = new AtomicLong();

    SnapshotTaker(Storage storage, Options options, Times times, Tape tape, Shipper shipper, Backoff backoff) {
        this.storage = storage;
        this.options = options;
        this.times = times;
        this.tape = tape;
        this.shipper = shipper;
        this.backoff = backoff;
    }

    /** Says whether, and how urgently, a snapshot is due. */
    enum Want {
        NOTHING,
        /** One is due, but there is one of this index already: rotate first. */
        NEXT_INDEX,
        MOMENT
    }

    synchronized Want wants() {
        Cursor cursor = shipper.course().cursor();
        boolean reachable = tape.newest().cycle() >= cursor.place().cycle()
                && tape.isUnbrokenSince(cursor.place().cycle())
                && shipper.course().gap().isEmpty();
        // A moment is held from the offer on, so it is not asked for while nothing can be shipped.
        if (closed || copy != null || !reachable || !backoff.mayTry() || !shipper.isWorking()) {
            return Want.NOTHING;
        }
        if (cursor.snapshot().isEmpty()) {
            return Want.MOMENT;
        }
        TakenSnapshot last = cursor.snapshot().get();
        long age = times.millis() - last.takenMillis();
        // One that is from the future was taken while the clock was ahead: how old it is nobody knows.
        boolean old =
                age < -CLOCK_SET.toMillis() || age >= options.snapshotInterval().toMillis();
        if (!old || cursor.lastCommit() <= last.commit()) {
            return Want.NOTHING;
        }
        return cursor.position().index() > last.index() ? Want.MOMENT : Want.NEXT_INDEX;
    }

    /** Gives it the moment to copy, before anything past that moment is on the tape. It closes the hold. */
    synchronized void offer(SnapshotHold moment) {
        cancelled = false;
        copy = new SnapshotCopy(storage, moment, shipper.course(), tape, times, buffer);
        shipper.course().cutAt(SnapshotCopy.placeOf(moment.moment()));
    }

    synchronized boolean isBusy() {
        return copy != null;
    }

    /** Tells whether a moment is held, which keeps the WAL from being cut. */
    synchronized boolean isHolding() {
        return copy != null && !cancelled;
    }

    /**
     * Lets the moment go now, even beside a step that hangs in the storage, and makes the snapshot under way end with the
     * next one.
     *
     * @return false if none was held
     */
    boolean cancel() throws IOException {
        SnapshotCopy open;
        synchronized (this) {
            open = copy;
            if (open == null || cancelled) {
                return false;
            }
            cancelled = true;
        }
        open.closeHold();
        return true;
    }

    /**
     * Copies a part of the snapshot under way.
     *
     * @return how many bytes were copied; 0 if there is nothing to do for now
     */
    int step() throws IOException {
        SnapshotCopy copying;
        synchronized (this) {
            copying = copy;
            if (copying == null || stepping) {
                return 0;
            }
            stepping = true;
        }
        try {
            return step(copying);
        } catch (IOException | RuntimeException e) {
            if (!cancelled) {
                backoff.failed("write a snapshot to", e);
            }
            end(copying);
            return 0;
        } catch (Error e) {
            end(copying); // what was written may not be all that was read
            throw e;
        } finally {
            synchronized (this) {
                stepping = false;
            }
        }
    }

    private int step(SnapshotCopy copying) throws IOException {
        // While nothing can be shipped, the moment would be held, and the WAL kept from being cut, for nothing.
        boolean hopeless = copying.state() == State.WAITING && !shipper.isWorking();
        if (cancelled || hopeless) {
            end(copying);
            return 0;
        }
        int copied = copying.step();
        bestBytes.accumulateAndGet(copying.copiedBytes(), Math::max);
        if (copying.state() == State.COMPLETE) {
            // In this order: once there is no copy, a snapshot that nobody knows of would be wanted again.
            completed(copying.stamp(), copying.copiedBytes());
            end(copying);
        } else if (copying.state() == State.GIVEN_UP) {
            end(copying);
        }
        return copied;
    }

    private void completed(SnapshotStamp stamp, long bytes) {
        backoff.succeeded();
        completeBytes.addAndGet(bytes);
        bestBytes.set(0);
        shipper.snapshotCompleted(
                stamp.position().generation(),
                new TakenSnapshot(stamp.position().index(), times.millis(), stamp.commit()));
        log.info(
                "{}: snapshot of commit {} at {}, {} pages of {} bytes",
                storage,
                stamp.commit(),
                stamp.position(),
                stamp.databasePages(),
                stamp.pageSize().bytes());
    }

    private void end(SnapshotCopy ended) throws IOException {
        ended.closeWriter();
        synchronized (this) {
            // In this order: once there is no copy, the next moment may be offered, with a cut of its own.
            shipper.course().uncut();
            copy = null;
        }
        ended.closeHold();
    }

    /** A number that grows whenever a snapshot got further than any attempt at it before. */
    long progress() {
        return completeBytes.get() + bestBytes.get();
    }

    /** What the latest attempt failed with. */
    Optional<Exception> failure() {
        return backoff.failure();
    }

    /** Lets the moment go, even beside a step that hangs in the storage. Idempotent. */
    void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        cancel();
        step();
    }
}
