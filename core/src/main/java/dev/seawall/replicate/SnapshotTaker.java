package dev.seawall.replicate;

import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.replica.StampReader;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.sqlite.SnapshotHold;
import dev.seawall.sqlite.Visible;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.Checksum;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
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
    /** What one step copies. */
    private static final int STEP_BYTES = 1 << 20;

    private final Storage storage;
    private final Options options;
    private final Times times;
    private final Tape tape;
    private final Shipper shipper;
    private final Backoff backoff;

    private @Nullable SnapshotHold hold;
    private @Nullable SnapshotWriter writer;
    private @Nullable SnapshotStamp stamp;
    private boolean cancelled;
    private long copiedBytes;
    private volatile long furthestBytes;
    private final byte[] buffer = new byte[STEP_BYTES];

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
                && tape.isUnbrokenSince(cursor.place().cycle());
        if (hold != null || !reachable || !backoff.mayTry()) {
            return Want.NOTHING;
        }
        if (cursor.snapshot().isEmpty()) {
            return Want.MOMENT;
        }
        TakenSnapshot last = cursor.snapshot().get();
        boolean old = times.millis() - last.takenMillis()
                >= options.snapshotInterval().toMillis();
        if (!old || cursor.lastCommit() <= last.commit()) {
            return Want.NOTHING;
        }
        return cursor.position().index() > last.index() ? Want.MOMENT : Want.NEXT_INDEX;
    }

    /** Gives it the moment to copy, before anything past that moment is on the tape. It closes the hold. */
    synchronized void offer(SnapshotHold moment) {
        hold = moment;
        cancelled = false;
        shipper.course().cutAt(placeOf(moment.moment()));
    }

    synchronized boolean isBusy() {
        return hold != null;
    }

    /** Makes the snapshot under way end with the next step. */
    synchronized void cancel() {
        cancelled = true;
    }

    /**
     * Copies a part of the snapshot under way.
     *
     * @return how many bytes were copied; 0 if there is nothing to do for now
     */
    int step() throws IOException {
        SnapshotHold copying;
        synchronized (this) {
            copying = hold;
        }
        if (copying == null) {
            return 0;
        }
        try {
            Optional<Integer> done = backoff.attemptPart("write a snapshot to", () -> copy(copying));
            if (done.isEmpty() || done.get() < 0) {
                end();
                return 0;
            }
            return done.get();
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
    }

    private int copy(SnapshotHold copying) throws IOException {
        if (isCancelled() || !tape.isUnbrokenSince(copying.moment().cycle())) {
            return -1;
        }
        SnapshotWriter open = writer;
        if (open == null) {
            Optional<SnapshotStamp> begun = stampFor(copying);
            if (begun.isEmpty()) {
                return 0;
            }
            stamp = begun.get();
            open = new SnapshotWriter(storage, begun.get());
            writer = open;
        }
        int length = copying.pages().read(buffer);
        if (length > 0) {
            open.write(buffer, 0, length);
            copiedBytes += length;
            furthestBytes = Math.max(furthestBytes, copiedBytes);
            return length;
        }
        complete(open);
        return -1;
    }

    /** Empty until the shipper has acknowledged everything up to the moment, and nothing more. */
    private Optional<SnapshotStamp> stampFor(SnapshotHold copying) throws IOException {
        Cursor cursor = shipper.course().cursor();
        Place wanted = placeOf(copying.moment());
        Place place = cursor.place();
        if (place.cycle() != wanted.cycle() || place.offsetBytes() != wanted.offsetBytes()) {
            if (place.isAtOrPast(wanted.cycle(), wanted.offsetBytes())) {
                throw new IllegalStateException("shipped to " + place + ", past the snapshot's moment " + wanted);
            }
            return Optional.empty();
        }
        long millis = cursor.lastCommit() == 0
                ? Math.max(times.millis(), tape.lastTimeMillis())
                : tape.timeOf(wanted.cycle(), copying.moment().lastFrame());
        shipper.course().uncut();
        return Optional.of(new SnapshotStamp(
                cursor.position(),
                cursor.lastCommit(),
                millis,
                copying.pages().pageSize(),
                copying.pages().count(),
                cursor.snapshot().isEmpty() ? Optional.of(cursor.predecessor()) : Optional.empty()));
    }

    private void complete(SnapshotWriter open) throws IOException {
        SnapshotStamp written = Objects.requireNonNull(stamp);
        PutResult result = open.complete();
        backoff.succeeded();
        if (result == PutResult.ALREADY_EXISTS) {
            // An earlier attempt of ours whose answer was lost; it shows a moment of its own.
            SnapshotName name = new SnapshotName(
                    written.position().generation(), written.position().index());
            Optional<SnapshotStamp> found = new StampReader(storage).read(name);
            written = found.orElse(written);
        }
        shipper.snapshotCompleted(
                written.position().generation(),
                new TakenSnapshot(written.position().index(), times.millis(), written.commit()));
        log.info(
                "{}: snapshot of commit {} at {}, {} pages of {} bytes",
                storage,
                written.commit(),
                written.position(),
                written.databasePages(),
                written.pageSize().bytes());
    }

    /** How far the furthest attempt has come: one that begins again is no progress before it gets past that. */
    long furthestBytes() {
        return furthestBytes;
    }

    /** What the storage answered to the latest attempt, if it failed. */
    Optional<StorageException> failure() {
        return backoff.failure();
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void end() throws IOException {
        SnapshotHold ended;
        synchronized (this) {
            ended = hold;
            hold = null;
        }
        shipper.course().uncut();
        stamp = null;
        copiedBytes = 0;
        SnapshotWriter open = writer;
        writer = null;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (ended != null) {
                ended.close();
            }
        }
    }

    private static Place placeOf(Visible moment) {
        long offset = moment.header()
                .map(header -> header.pageSize().endOfFrame(moment.lastFrame()))
                .orElse(0L);
        return new Place(moment.cycle(), offset, Checksum.SEED);
    }
}
