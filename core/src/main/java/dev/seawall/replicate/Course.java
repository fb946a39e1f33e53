package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replicate.Tape.Stretch;
import dev.seawall.wal.WalHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * Knows how far one replica is, and what is to be shipped to it next. Safe for several threads; touches no storage.
 */
final class Course {
    private static final Duration FAR_AHEAD = Duration.ofHours(1);

    private final Tape tape;
    private final Times times;
    private final Duration syncInterval;
    private Cursor cursor;
    private Optional<IndexEnd> previousEnd = Optional.empty();
    private Optional<Place> cut = Optional.empty();
    private boolean flush;
    private long nextDueNanos;
    private long guardedFrom;

    Course(Tape tape, Times times, Duration syncInterval, Cursor start) {
        this.tape = tape;
        this.times = times;
        this.syncInterval = syncInterval;
        this.cursor = start;
        this.nextDueNanos = times.nanos();
        this.guardedFrom = start.firstCycle();
    }

    /**
     * Says what the next segment covers.
     *
     * @param previousEnd where the index before ended, if the segment begins an index other than 0
     * @param endBytes just past its last frame
     */
    record Leg(Cursor from, Optional<IndexEnd> previousEnd, WalHeader header, long endBytes) {}

    /** Returns what is to be shipped now; empty if nothing is, or it can wait. */
    synchronized Optional<Leg> next() {
        enterNextCycle();
        Place from = cursor.place();
        Stretch stretch = tape.stretch(from.cycle()).orElse(null);
        if (stretch == null || stretch.endBytes() <= from.offsetBytes()) {
            return Optional.empty();
        }
        WalHeader header = stretch.header().orElseThrow();
        long end = cut.filter(place -> place.cycle() == from.cycle())
                .map(place -> Math.min(place.offsetBytes(), stretch.endBytes()))
                .orElse(stretch.endBytes());
        if (end <= from.offsetBytes() || !isDue(from)) {
            return Optional.empty();
        }
        // No segment goes from one index into the next: the rest of what is due must not wait once more for its turn.
        boolean endsIndex = !stretch.isOpen() && end == stretch.endBytes();
        nextDueNanos = endsIndex ? times.nanos() : times.in(syncInterval);
        return Optional.of(new Leg(cursor, previousEnd, header, RunReader.endOfRun(from, header.pageSize(), end)));
    }

    private boolean isDue(Place from) {
        return flush || cut.isPresent() || times.isPast(nextDueNanos) || tape.bytesAfter(from) >= RunReader.MAX_BYTES;
    }

    private void enterNextCycle() {
        Place place = cursor.place();
        Optional<Stretch> here = tape.stretch(place.cycle());
        boolean ended = here.isPresent()
                && !here.get().isOpen()
                && place.offsetBytes() == here.get().endBytes();
        boolean held = cut.isPresent() && cut.get().cycle() == place.cycle();
        if (ended && !held && tape.stretch(place.cycle() + 1).isPresent()) {
            previousEnd = Optional.of(new IndexEnd(place.offsetBytes(), place.checksum()));
            cursor = cursor.at(Place.startOf(place.cycle() + 1), cursor.nextCommit());
        }
    }

    /** Takes note that everything up to {@code reached} is acknowledged; returns how far the replica is. */
    synchronized Cursor reach(Cursor reached) {
        // A snapshot may have been completed since the segment was made.
        cursor = cursor.snapshot().map(reached::with).orElse(reached);
        previousEnd = Optional.empty();
        return cursor;
    }

    /**
     * Begins a generation whose index 0 is {@code cycle}, of which earlier frames were let go of already: if the WAL
     * restarts before they are shipped, that concerns this replica alone.
     */
    synchronized Cursor beginLate(GenerationId generation, long cycle, String reason) {
        Cursor begun = begin(generation, cycle, reason);
        guardedFrom = cycle + 1;
        return begun;
    }

    /** Tells whether frames of a cycle may be gone before this replica has them, with nothing wrong. */
    synchronized boolean isUnguarded(long cycle) {
        return cycle < guardedFrom;
    }

    /** Says that what was there before this process looked is not guarded: it may be overwritten at any moment. */
    synchronized void startUnguarded() {
        guardedFrom = cursor.place().cycle() + 1;
    }

    /** Begins a generation whose index 0 is {@code cycle}. */
    synchronized Cursor begin(GenerationId generation, long cycle, String reason) {
        Predecessor predecessor = new Predecessor(Optional.of(cursor.generation()), reason);
        cursor = Cursor.begin(generation, cycle, predecessor);
        guardedFrom = cycle;
        previousEnd = Optional.empty();
        cut = Optional.empty();
        nextDueNanos = times.nanos();
        return cursor;
    }

    /** Takes note of a complete snapshot; empty if its generation is not the current one any more. */
    synchronized Optional<Cursor> snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        if (!cursor.generation().equals(generation)) {
            return Optional.empty();
        }
        cursor = cursor.with(taken);
        return Optional.of(cursor);
    }

    /** How far the replica is. */
    synchronized Cursor cursor() {
        return cursor;
    }

    /** The first place that this replica still needs; what is before it, it has or never will have. */
    synchronized Place needed() {
        long unbrokenSince = tape.lastBreak().cycle();
        Place place = cursor.place();
        return place.cycle() < unbrokenSince ? Place.startOf(unbrokenSince) : place;
    }

    /** The first place that must not be let go of on this replica's behalf. */
    synchronized Place guarded() {
        Place place = needed();
        return place.cycle() < guardedFrom ? Place.startOf(guardedFrom) : place;
    }

    /**
     * Makes a segment end at {@code place}, and ships nothing beyond it until {@link #uncut}.
     *
     * @param place at or past everything on the tape
     */
    synchronized void cutAt(Place place) {
        cut = Optional.of(place);
    }

    synchronized void uncut() {
        cut = Optional.empty();
    }

    /** Ships from now on without waiting for the sync interval. */
    synchronized void flush() {
        flush = true;
    }

    /** When {@link #next} may have an answer with nothing new on the tape. */
    synchronized long nextDueNanos() {
        boolean atCut = cut.isPresent()
                && cursor.place().isAtOrPast(cut.get().cycle(), cut.get().offsetBytes());
        return atCut || tape.bytesAfter(cursor.place()) == 0 ? times.in(FAR_AHEAD) : nextDueNanos;
    }
}
