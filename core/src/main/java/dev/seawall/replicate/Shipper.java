package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replicate.Segments.Finished;
import dev.seawall.replicate.Tape.Stretch;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.wal.WalFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships segments to one replica, strictly in order, one in flight at a time.
 *
 * <p>{@link #ship} is for one thread; everything else may be asked by others.
 */
final class Shipper {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);

    private static final Duration FAR_AHEAD = Duration.ofHours(1);

    private final Storage storage;
    private final Options options;
    private final Times times;
    private final RandomGenerator random;
    private final Tape tape;
    private final Segments segments;
    private final Journal journal;
    private final Backoff backoff;

    private final Object lock = new Object();
    private Cursor cursor;
    private Optional<IndexEnd> previousEnd = Optional.empty();
    private @Nullable Resumption resumption;
    private @Nullable Finished inFlight;
    private Optional<Place> cut = Optional.empty();
    private boolean flush;
    private long nextDueNanos;
    private long shippedMillis;

    /** @param start how far the replica is, or a generation that begins; {@code resumption} if objects may follow it */
    Shipper(
            Storage storage,
            Options options,
            Times times,
            RandomGenerator random,
            Tape tape,
            Segments segments,
            Journal journal,
            Cursor start,
            @Nullable Resumption resumption) {
        this.storage = storage;
        this.options = options;
        this.times = times;
        this.random = random;
        this.tape = tape;
        this.segments = segments;
        this.journal = journal;
        this.backoff = new Backoff(storage.toString(), times, random);
        this.cursor = start;
        this.resumption = resumption;
        this.nextDueNanos = times.nanos();
    }

    /**
     * Ships one segment, if one is due, with one attempt.
     *
     * @return 1 if a segment was acknowledged or the replica's state moved on otherwise, else 0
     */
    int ship() throws IOException {
        beginGenerationAfterBreak();
        if (!backoff.mayTry()) {
            return 0;
        }
        try {
            return resume() + attempt();
        } catch (UnverifiedWalException e) {
            declareGap("wal_does_not_verify", String.valueOf(e.getMessage()));
            return 1;
        }
    }

    private int resume() throws IOException {
        Resumption resuming = resumption;
        if (resuming == null) {
            return 0;
        }
        Cursor from = cursor();
        Optional<Resumption.Result> result = backoff.attempt("look for the end of", () -> resuming.find(from));
        if (result.isEmpty()) {
            return 0;
        }
        resumption = null;
        if (result.get().reason().isPresent()) {
            beginGeneration(tape.newest().cycle(), result.get().reason().get());
        } else {
            acknowledge(result.get().cursor(), Optional.empty());
        }
        return 1;
    }

    private int attempt() throws IOException, UnverifiedWalException {
        if (resumption != null) {
            return 0;
        }
        Finished object = inFlight;
        if (object == null) {
            object = next();
            inFlight = object;
        }
        if (object == null) {
            return 0;
        }
        Finished sending = object;
        Optional<PutResult> result =
                backoff.attempt("ship " + sending.key() + " to", () -> put(sending.key(), sending.content()));
        if (result.isEmpty()) {
            return 0;
        }
        inFlight = null;
        if (result.get() == PutResult.ALREADY_EXISTS) {
            log.error(
                    "{} holds another object named {}: another writer uses this replica; beginning a new generation",
                    storage,
                    sending.key());
            beginGeneration(tape.newest().cycle(), "another_writer");
            return 1;
        }
        acknowledge(sending.after(), sending.lastCommitMillis());
        return 1;
    }

    /** Creates the object; one that is there already and is equal is an earlier attempt of ours whose answer was lost. */
    private PutResult put(String key, ByteBuffer content) throws IOException {
        PutResult result = storage.create(key, content);
        if (result == PutResult.CREATED) {
            return result;
        }
        try (InputStream stored = storage.read(key)) {
            byte[] found = stored.readNBytes(content.remaining() + 1);
            boolean equal = Arrays.equals(
                    found,
                    0,
                    found.length,
                    content.array(),
                    content.arrayOffset() + content.position(),
                    content.arrayOffset() + content.limit());
            return equal ? PutResult.CREATED : PutResult.ALREADY_EXISTS;
        }
    }

    private void acknowledge(Cursor reached, Optional<Long> lastCommitMillis) {
        Cursor now;
        synchronized (lock) {
            // A snapshot may have been completed since the segment was made.
            now = cursor.snapshot().map(reached::with).orElse(reached);
            cursor = now;
            previousEnd = Optional.empty();
            lastCommitMillis.ifPresent(millis -> shippedMillis = millis);
        }
        journal.save(storage.toString(), now, tape);
    }

    private @Nullable Finished next() throws IOException, UnverifiedWalException {
        Cursor from;
        Stretch stretch;
        long end;
        synchronized (lock) {
            enterNextCycle();
            from = cursor;
            stretch = tape.stretch(from.place().cycle()).orElse(null);
            if (stretch == null || stretch.endBytes() <= from.place().offsetBytes()) {
                return null;
            }
            end = endFor(from.place(), stretch);
            if (end <= from.place().offsetBytes() || !isDue(from.place())) {
                return null;
            }
            nextDueNanos = times.in(options.syncInterval());
        }
        if (end > Segments.MAX_END_BYTES) {
            declareGap("wal_too_large", "the WAL reached 4 GiB, which the format cannot name");
            return null;
        }
        try {
            return segments.make(from, previousEnd, stretch.header().orElseThrow(), end);
        } catch (WalFormatException e) {
            throw new UnverifiedWalException(e);
        }
    }

    /** Where the segment ends: full, at the snapshot's moment, or at the last visible commit. */
    private long endFor(Place from, Stretch stretch) {
        long end = stretch.endBytes();
        if (cut.isPresent() && cut.get().cycle() == from.cycle()) {
            end = Math.min(end, cut.get().offsetBytes());
        }
        return RunReader.endOfRun(from, stretch.header().orElseThrow().pageSize(), end);
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

    private void beginGenerationAfterBreak() {
        Tape.Break last = tape.lastBreak();
        if (inFlight == null && cursor().place().cycle() < last.cycle()) {
            resumption = null;
            beginGeneration(last.cycle(), last.reason());
        }
    }

    /** Stops shipping until the WAL has restarted: what is in this cycle cannot be shipped. */
    private void declareGap(String reason, String why) {
        long newest = tape.newest().cycle();
        long next = cursor().place().cycle() < newest ? newest : newest + 1;
        log.error(
                "{}: {} ({}): nothing is shipped until the WAL has restarted; then a new generation begins",
                storage,
                why,
                reason);
        beginGeneration(next, reason);
    }

    private void beginGeneration(long cycle, String reason) {
        GenerationId generation = GenerationId.random(random);
        Cursor begun;
        synchronized (lock) {
            Predecessor predecessor = new Predecessor(Optional.of(cursor.generation()), reason);
            begun = Cursor.begin(generation, cycle, predecessor);
            cursor = begun;
            previousEnd = Optional.empty();
            cut = Optional.empty();
            inFlight = null;
            nextDueNanos = times.nanos();
        }
        log.warn("{}: new generation {} because of {}", storage, generation, reason);
        journal.save(storage.toString(), begun, tape);
    }

    /** Says that committed frames do not verify, although SQLite calls them committed. */
    private static final class UnverifiedWalException extends Exception {
        private static final long serialVersionUID = 1L;

        UnverifiedWalException(WalFormatException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** How far the replica is. */
    Cursor cursor() {
        synchronized (lock) {
            return cursor;
        }
    }

    /** The first place that this replica still needs; what is before it, it has or never will have. */
    Place needed() {
        Place place = cursor().place();
        Tape.Break last = tape.lastBreak();
        return place.cycle() < last.cycle() ? Place.startOf(last.cycle()) : place;
    }

    /**
     * Makes a segment end at {@code place}, and ships nothing beyond it until {@link #uncut}.
     *
     * @param place at or past everything on the tape
     */
    void cutAt(Place place) {
        synchronized (lock) {
            cut = Optional.of(place);
        }
    }

    void uncut() {
        synchronized (lock) {
            cut = Optional.empty();
        }
    }

    /** Says whether to ship without waiting for the sync interval. */
    void flush(boolean now) {
        synchronized (lock) {
            flush = now;
        }
    }

    void snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        Cursor now;
        synchronized (lock) {
            if (!cursor.generation().equals(generation)) {
                return;
            }
            cursor = cursor.with(taken);
            now = cursor;
        }
        journal.save(storage.toString(), now, tape);
    }

    /** When {@link #ship} may have something to do without anything new on the tape; far ahead for never. */
    long nextWakeNanos() {
        synchronized (lock) {
            if (inFlight != null || resumption != null) {
                return backoff.nextTryNanos();
            }
            if (tape.bytesAfter(cursor.place()) == 0) {
                return times.in(FAR_AHEAD);
            }
            return Math.max(nextDueNanos, backoff.nextTryNanos());
        }
    }

    /** Tells whether nothing is in flight or in doubt. */
    boolean isSettled() {
        synchronized (lock) {
            return inFlight == null
                    && resumption == null
                    && tape.isUnbrokenSince(cursor.place().cycle());
        }
    }

    Backoff backoff() {
        return backoff;
    }

    /** The time of the last commit acknowledged by this process; 0 for none. */
    long shippedMillis() {
        synchronized (lock) {
            return shippedMillis;
        }
    }
}
