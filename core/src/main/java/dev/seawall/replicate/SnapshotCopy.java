package dev.seawall.replicate;

import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.replica.StampReader;
import dev.seawall.sqlite.SnapshotHold;
import dev.seawall.sqlite.Visible;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.wal.Checksum;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Is one attempt at a snapshot: waits until the shipper stands just at the held moment, copies it, makes sure that it was
 * held to the end, and only then lets it appear. Used by one thread at a time.
 */
final class SnapshotCopy {
    private final Storage storage;
    private final SnapshotHold hold;
    private final Course course;
    private final Tape tape;
    private final Times times;
    private final byte[] buffer;
    private @Nullable SnapshotWriter writer;
    private @Nullable SnapshotStamp stamp;
    private State state = State.WAITING;
    private long copiedBytes;

    SnapshotCopy(Storage storage, SnapshotHold hold, Course course, Tape tape, Times times, byte[] buffer) {
        this.storage = storage;
        this.hold = hold;
        this.course = course;
        this.tape = tape;
        this.times = times;
        this.buffer = buffer;
    }

    /** How far the attempt is. */
    enum State {
        /** For the shipper to acknowledge everything up to the moment. */
        WAITING,
        COPYING,
        COMPLETE,
        /** The generation is another one by now, or the moment was not held: nothing of it appears. */
        GIVEN_UP
    }

    /** Copies a buffer full at most; returns how many bytes. */
    int step() throws IOException {
        if (state == State.WAITING) {
            begin();
        }
        if (state != State.COPYING) {
            return 0;
        }
        if (!isOfThisGeneration()) {
            state = State.GIVEN_UP;
            return 0;
        }
        SnapshotWriter open = writer();
        int length = hold.pages().read(buffer);
        if (length > 0) {
            open.write(buffer, 0, length);
            copiedBytes += length;
        } else {
            finish(open);
        }
        return length;
    }

    private void begin() throws IOException {
        Cursor cursor = course.cursor();
        Place wanted = placeOf(hold.moment());
        Place place = cursor.place();
        if (place.cycle() != wanted.cycle() || place.offsetBytes() != wanted.offsetBytes()) {
            boolean passed = place.isAtOrPast(wanted.cycle(), wanted.offsetBytes());
            state = passed || !tape.isUnbrokenSince(wanted.cycle()) ? State.GIVEN_UP : State.WAITING;
            return;
        }
        long millis = cursor.lastCommit() == 0
                ? timeBeforeTheFirstCommit(wanted)
                : course.timeOf(wanted.cycle(), hold.moment().lastFrame());
        SnapshotStamp begun = new SnapshotStamp(
                cursor.position(),
                cursor.lastCommit(),
                millis,
                hold.pages().pageSize(),
                hold.pages().count(),
                Optional.of(cursor.predecessor()));
        stamp = begun;
        course.uncut();
        writer = new SnapshotWriter(storage, begun);
        state = State.COPYING;
    }

    /** Now, or when the first commit behind the moment was seen already; none that is seen later gets an older time. */
    private long timeBeforeTheFirstCommit(Place moment) {
        long now = Math.max(times.millis(), tape.lastTimeMillis());
        long millis = tape.seenAfter(moment).map(seen -> Math.min(seen, now)).orElse(now);
        course.notBefore(millis);
        return millis;
    }

    private void finish(SnapshotWriter open) throws IOException {
        if (!hold.wasHeld()) {
            state = State.GIVEN_UP;
            return;
        }
        if (open.complete() == PutResult.ALREADY_EXISTS) {
            // An earlier attempt of ours whose answer was lost; it shows a moment of its own.
            stamp = new StampReader(storage).read(stamp().name()).orElse(stamp());
        }
        state = State.COMPLETE;
    }

    private boolean isOfThisGeneration() {
        return stamp().position().generation().equals(course.cursor().generation())
                && tape.isUnbrokenSince(hold.moment().cycle());
    }

    State state() {
        return state;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /** The stamp of the snapshot; only once it has been begun. */
    SnapshotStamp stamp() {
        if (stamp == null) {
            throw new IllegalStateException("not begun");
        }
        return stamp;
    }

    private SnapshotWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("not begun");
        }
        return writer;
    }

    /** Gives up what has not appeared. For the thread that steps. */
    void closeWriter() {
        if (writer != null) {
            writer.close();
        }
    }

    /** Lets the moment go. For any thread. Idempotent. */
    void closeHold() throws IOException {
        hold.close();
    }

    static Place placeOf(Visible moment) {
        return new Place(moment.cycle(), moment.walBytes(), Checksum.SEED);
    }
}
