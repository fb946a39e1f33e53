package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replicate.Course.Leg;
import dev.seawall.replicate.Segments.Finished;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.WalFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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

    private final Storage storage;
    private final RandomGenerator random;
    private final Tape tape;
    private final Course course;
    private final Segments segments;
    private final Journal journal;
    private final Backoff backoff;
    private volatile @Nullable Resumption resumption;
    private volatile @Nullable Finished inFlight;
    private volatile long shippedMillis;
    private volatile boolean accepted;

    /** @param resumption finds objects that may lie beyond the course's start; null for a generation that begins */
    Shipper(
            Storage storage,
            RandomGenerator random,
            Tape tape,
            Course course,
            Segments segments,
            Journal journal,
            Backoff backoff,
            @Nullable Resumption resumption) {
        this.storage = storage;
        this.random = random;
        this.tape = tape;
        this.course = course;
        this.segments = segments;
        this.journal = journal;
        this.backoff = backoff;
        this.resumption = resumption;
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
        Resumption resuming = resumption;
        if (resuming != null) {
            return resume(resuming);
        }
        Finished sending = inFlight;
        if (sending == null) {
            Optional<Leg> leg = course.next();
            if (leg.isEmpty()) {
                return 0;
            }
            sending = make(leg.get());
            inFlight = sending;
        }
        return sending == null ? 1 : send(sending);
    }

    private int resume(Resumption resuming) throws IOException {
        Cursor from = course.cursor();
        Optional<Resumption.Result> result = backoff.attempt("look for the end of", () -> resuming.find(from));
        if (result.isEmpty()) {
            return 0;
        }
        resumption = null;
        if (result.get().reason().isPresent()) {
            beginGeneration(tape.newest().cycle(), result.get().reason().get());
        } else {
            journal.save(storage.toString(), course.reach(result.get().cursor()), tape);
        }
        return 1;
    }

    /** Returns null if what follows cannot be shipped, and a new generation begins instead. */
    private @Nullable Finished make(Leg leg) throws IOException {
        if (leg.endBytes() > Segments.MAX_END_BYTES) {
            declareGap("wal_too_large", "the WAL reached 4 GiB, which the format cannot name");
            return null;
        }
        try {
            return segments.make(leg);
        } catch (WalFormatException e) {
            declareGap("wal_does_not_verify", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private int send(Finished sending) throws IOException {
        Optional<PutResult> result =
                backoff.attempt("ship " + sending.key() + " to", () -> put(sending.key(), sending.content()));
        if (result.isEmpty()) {
            return 0;
        }
        if (result.get() == PutResult.ALREADY_EXISTS) {
            log.error(
                    "{} holds another object named {}: another writer uses this replica; beginning a new generation",
                    storage,
                    sending.key());
            beginGeneration(tape.newest().cycle(), "another_writer");
            return 1;
        }
        accepted = true;
        Cursor now = course.reach(sending.after());
        sending.lastCommitMillis().ifPresent(millis -> shippedMillis = millis);
        inFlight = null;
        journal.save(storage.toString(), now, tape);
        return 1;
    }

    /** Creates the object; one that is there already and is equal is an earlier attempt of ours whose answer was lost. */
    private PutResult put(String key, ByteBuffer content) throws IOException {
        PutResult result = storage.create(key, content);
        if (result == PutResult.CREATED) {
            return result;
        }
        try (InputStream stored = storage.read(key)) {
            ByteBuffer found = ByteBuffer.wrap(stored.readNBytes(content.remaining() + 1));
            return found.equals(content) ? PutResult.CREATED : PutResult.ALREADY_EXISTS;
        }
    }

    private void beginGenerationAfterBreak() {
        Tape.Break last = tape.lastBreak();
        if (inFlight == null && course.cursor().place().cycle() < last.cycle()) {
            resumption = null;
            beginGeneration(last.cycle(), last.reason());
        }
    }

    /** Stops shipping until the WAL has restarted: what is in this cycle cannot be shipped. */
    private void declareGap(String reason, String why) {
        long newest = tape.newest().cycle();
        long next = course.cursor().place().cycle() < newest ? newest : newest + 1;
        log.error(
                "{}: {} ({}): nothing is shipped until the WAL has restarted; then a new generation begins",
                storage,
                why,
                reason);
        beginGeneration(next, reason);
    }

    private void beginGeneration(long cycle, String reason) {
        Cursor begun = course.begin(GenerationId.random(random), cycle, reason);
        inFlight = null;
        log.warn("{}: new generation {} because of {}", storage, begun.generation(), reason);
        journal.save(storage.toString(), begun, tape);
    }

    void snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        course.snapshotCompleted(generation, taken).ifPresent(now -> journal.save(storage.toString(), now, tape));
    }

    Course course() {
        return course;
    }

    /** When {@link #ship} may have something to do without anything new on the tape; far ahead for never. */
    long nextWakeNanos() {
        boolean waiting = inFlight != null || resumption != null;
        return waiting ? backoff.nextTryNanos() : Math.max(course.nextDueNanos(), backoff.nextTryNanos());
    }

    /** Tells whether nothing is in flight or in doubt. */
    boolean isSettled() {
        return inFlight == null
                && resumption == null
                && tape.isUnbrokenSince(course.cursor().place().cycle());
    }

    /** What the storage answered to the latest attempt, if it failed. */
    Optional<StorageException> failure() {
        return backoff.failure();
    }

    /** Tells whether the storage ever took a segment from this process. */
    boolean isAccepted() {
        return accepted;
    }

    /** The time of the last commit acknowledged by this process; 0 for none. */
    long shippedMillis() {
        return shippedMillis;
    }
}
