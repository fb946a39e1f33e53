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
    /** Past everything: nothing in the WAL is kept for a replica that has given up. */
    private static final Place NOWHERE = Place.startOf(Long.MAX_VALUE);

    private final Tape tape;
    private final Times times;
    private final Duration syncInterval;
    private Cursor cursor;
    private Optional<IndexEnd> previousEnd = Optional.empty();
    private Optional<Place> cut = Optional.empty();
    /** What is committed before this is shipped without waiting for the sync interval. */
    private Place urgent = Place.startOf(Long.MIN_VALUE);

    private long nextDueNanos;
    private long guardedFrom;
    private long notBeforeMillis;
    private Optional<Gap> gap = Optional.empty();
    private Cursor acknowledged;
    private Place saved;
    private long unguardedBelow = Long.MIN_VALUE;

    Course(Tape tape, Times times, Duration syncInterval, Cursor start) {
        this.tape = tape;
        this.times = times;
        this.syncInterval = syncInterval;
        this.cursor = start;
        this.nextDueNanos = times.nanos();
        this.guardedFrom = start.firstCycle();
        this.acknowledged = start;
        this.saved = start.place();
    }

    /**
     * Says what the next segment covers.
     *
     * @param previousEnd where the index before ended, if the segment begins an index other than 0
     * @param endBytes just past its last frame
     * @param notBeforeMillis no commit in it gets a time before this one
     */
    record Leg(Cursor from, Optional<IndexEnd> previousEnd, WalHeader header, long endBytes, long notBeforeMillis) {}

    /**
     * Says that the history ends at a place: what follows was given up, so that the WAL could be cut. Up to there it is
     * still shipped, out of the spool; then a new generation begins.
     */
    record Gap(Place from, String reason) {}

    /** Returns what is to be shipped now; empty if nothing is, or it can wait. */
    synchronized Optional<Leg> next() {
        if (isAtGap()) {
            return Optional.empty();
        }
        enterNextCycle();
        Place from = cursor.place();
        Stretch stretch = tape.stretch(from.cycle()).orElse(null);
        if (stretch == null || stretch.endBytes() <= from.offsetBytes()) {
            // Before a gap, what is sealed leads up to it: where it does not, the gap begins here.
            gap = cut.isPresent() ? gap : gap.map(before -> new Gap(from, before.reason()));
            return Optional.empty();
        }
        WalHeader header = stretch.header().orElseThrow();
        long end = Math.min(stretch.endBytes(), Math.min(limit(cut, from), limit(gap.map(Gap::from), from)));
        if (end <= from.offsetBytes() || !isDue(from)) {
            return Optional.empty();
        }
        // No segment goes from one index into the next: the rest of what is due must not wait once more for its turn.
        boolean endsIndex = !stretch.isOpen() && end == stretch.endBytes();
        nextDueNanos = endsIndex ? times.nanos() : times.in(syncInterval);
        long endOfRun = RunReader.endOfRun(from, header.pageSize(), end);
        return Optional.of(new Leg(cursor, previousEnd, header, endOfRun, notBeforeMillis));
    }

    private static long limit(Optional<Place> place, Place from) {
        return place.filter(at -> at.cycle() == from.cycle())
                .map(Place::offsetBytes)
                .orElse(Long.MAX_VALUE);
    }

    private boolean isDue(Place from) {
        return gap.isPresent()
                || isUrgent(from)
                || cut.isPresent()
                || times.isPast(nextDueNanos)
                || tape.bytesAfter(from) >= RunReader.MAX_BYTES;
    }

    private boolean isUrgent(Place from) {
        return !from.isAtOrPast(urgent.cycle(), urgent.offsetBytes());
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

    /**
     * Gives this replica no commit time before this one: it knows of commits up to then. Others may still lack commits
     * that were seen earlier, and get their true times.
     */
    synchronized void notBefore(long millis) {
        notBeforeMillis = Math.max(notBeforeMillis, millis);
        tape.notBefore(millis);
    }

    /** What {@link #notBefore} was told; 0 for nothing. */
    synchronized long notBeforeMillis() {
        return notBeforeMillis;
    }

    /** When a commit was seen, as this replica is told. */
    synchronized long timeOf(long cycle, long frame) {
        return Math.max(notBeforeMillis, tape.timeOf(cycle, frame));
    }

    /** Takes note that everything up to {@code reached} is acknowledged. */
    synchronized void reach(Cursor reached) {
        // A snapshot may have been completed since the segment was made.
        cursor = cursor.snapshot().map(reached::with).orElse(reached);
        acknowledged = cursor;
        previousEnd = Optional.empty();
    }

    /**
     * Begins a generation whose index 0 is {@code cycle}, of which earlier frames were let go of already: if the WAL
     * restarts before they are shipped, that concerns this replica alone.
     */
    synchronized Cursor beginLate(GenerationId generation, long cycle, String reason) {
        Cursor begun = begin(generation, cycle, reason);
        guardedFrom = Math.max(guardedFrom, cycle + 1);
        return begun;
    }

    /** Tells whether frames of a cycle may be gone before this replica has them, with nothing wrong. */
    synchronized boolean isUnguarded(long cycle) {
        return cycle < guardedFrom;
    }

    /** Says that what was there before this process looked is not guarded: it may be overwritten at any moment. */
    synchronized void startUnguarded() {
        unguardedBelow = tape.newest().cycle() + 1;
        guardedFrom = unguardedBelow;
    }

    /** Begins a generation whose index 0 is {@code cycle}. */
    synchronized Cursor begin(GenerationId generation, long cycle, String reason) {
        cursor = Cursor.begin(generation, cycle, new Predecessor(cursor.lastUsed(), reason));
        acknowledged = cursor;
        guardedFrom = Math.max(cycle, unguardedBelow);
        previousEnd = Optional.empty();
        cut = Optional.empty();
        gap = Optional.empty();
        saved = cursor.place();
        nextDueNanos = times.nanos();
        return cursor;
    }

    /** Takes note of a complete snapshot; empty if its generation is not the current one any more. */
    synchronized Optional<Cursor> snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        if (!cursor.generation().equals(generation)) {
            return Optional.empty();
        }
        cursor = cursor.with(taken);
        acknowledged = acknowledged.with(taken);
        return Optional.of(cursor);
    }

    /** How far the replica is. */
    synchronized Cursor cursor() {
        return cursor;
    }

    /** Ends the history at a place; see {@link Gap}. */
    synchronized void giveUpFrom(Place place, String reason) {
        gap = Optional.of(new Gap(place, reason));
    }

    synchronized Optional<Gap> gap() {
        return gap;
    }

    /** Tells whether all that can still be shipped before a gap is. */
    synchronized boolean isAtGap() {
        return gap.filter(end ->
                        cursor.place().isAtOrPast(end.from().cycle(), end.from().offsetBytes()))
                .isPresent();
    }

    /** The first place that this replica still needs; what is before it, it has or never will have. */
    synchronized Place needed() {
        if (gap.isPresent()) {
            return cursor.place();
        }
        long unbrokenSince = tape.lastBreak().cycle();
        Place place = cursor.place();
        return place.cycle() < unbrokenSince ? Place.startOf(unbrokenSince) : place;
    }

    /** The first place that must not be let go of on this replica's behalf. */
    synchronized Place guarded() {
        if (gap.isPresent()) {
            return NOWHERE;
        }
        Place place = needed();
        return place.cycle() < guardedFrom ? Place.startOf(guardedFrom) : place;
    }

    /**
     * How far the replica was when it last acknowledged something. Unlike {@link #cursor} it never stands at the beginning of
     * an index of which nothing is shipped, which no later process could know again.
     */
    synchronized Cursor acknowledged() {
        return acknowledged;
    }

    /** Takes note that the state file says so too, as far as it can be written. */
    synchronized void saved(Place place) {
        saved = place;
    }

    /** What must be kept for this replica: until the state file knows it, a later process would look for it. */
    synchronized Outstanding outstanding() {
        Place needed = needed();
        boolean ahead = needed.isAtOrPast(saved.cycle(), saved.offsetBytes())
                && (gap.isPresent() || tape.isUnbrokenSince(saved.cycle()));
        return new Outstanding(ahead ? saved : needed, gap.map(Gap::from));
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
        urgent = NOWHERE;
    }

    /** Ships what is before a place without waiting for the sync interval, and nothing more in that way. */
    synchronized void flushTo(Place place) {
        urgent = isUrgent(place) ? urgent : place;
    }

    /** When {@link #next} may have an answer with nothing new on the tape. */
    synchronized long nextDueNanos() {
        if (gap.isPresent()) {
            return times.nanos();
        }
        boolean atCut = cut.isPresent()
                && cursor.place().isAtOrPast(cut.get().cycle(), cut.get().offsetBytes());
        long bytes = tape.bytesAfter(cursor.place());
        if (atCut || bytes == 0) {
            return times.in(FAR_AHEAD);
        }
        return bytes >= RunReader.MAX_BYTES || isUrgent(cursor.place()) ? times.nanos() : nextDueNanos;
    }

    /** From when on a commit that is seen now may be shipped, if no more than that comes. */
    synchronized long nextFreeNanos() {
        return gap.isPresent() || cut.isPresent() || isUrgent(cursor.place()) ? times.nanos() : nextDueNanos;
    }
}
