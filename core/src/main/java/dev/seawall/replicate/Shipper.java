package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replicate.Course.Gap;
import dev.seawall.replicate.Course.Leg;
import dev.seawall.replicate.Segments.Finished;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.wal.WalFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final Duration AWAY_AFTER = Duration.ofSeconds(10);

    private final Storage storage;
    private final Times times;
    private final Tape tape;
    private final Course course;
    private final Segments segments;
    private final Generations generations;
    private final Logbook logbook;
    private final Backoff backoff;
    private volatile @Nullable Finished inFlight;

    private volatile long shippedMillis;
    private final AtomicLong acknowledged = new AtomicLong();

    Shipper(
            Storage storage,
            Times times,
            Tape tape,
            Course course,
            Segments segments,
            Generations generations,
            Logbook logbook,
            Backoff backoff) {
        this.storage = storage;
        this.times = times;
        this.tape = tape;
        this.course = course;
        this.segments = segments;
        this.generations = generations;
        this.logbook = logbook;
        this.backoff = backoff;
    }

    /**
     * Ships one segment, if one is due, with one attempt.
     *
     * @return 1 if a segment was acknowledged or the replica's state moved on otherwise, else 0
     */
    int ship() throws IOException {
        if (inFlight == null && !generations.isWanted()) {
            generations.beginAfterBreak();
        }
        if (generations.isWanted() || !backoff.mayTry()) {
            return 0;
        }
        if (generations.isUnasked()) {
            return generations.ask();
        }
        Finished sending = inFlight;
        if (sending == null && course.isAtGap()) {
            return generations.endGap();
        }
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

    /** Returns null if what follows cannot be shipped, and a new generation begins instead. */
    private @Nullable Finished make(Leg leg) throws IOException {
        if (leg.endBytes() > Segments.MAX_END_BYTES) {
            generations.beginBehind("wal_too_large", "the WAL reached 4 GiB, which the format cannot name");
            return null;
        }
        try {
            return segments.make(leg);
        } catch (WalFormatException e) {
            long cycle = leg.from().place().cycle();
            if (course.gap().isPresent()) {
                failBeforeGap(leg, e);
            } else if (tape.isUnbrokenSince(cycle) && course.isUnguarded(cycle)) {
                log.warn("{}: the WAL was restarted before this replica had it", storage);
                generations.want("wal_restarted_too_soon");
            } else if (tape.isUnbrokenSince(cycle)) {
                generations.beginBehind("wal_does_not_verify", String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    /** What was sealed, verified, does not verify any more: the gap begins here. Any other leg is made again, shorter. */
    private void failBeforeGap(Leg leg, WalFormatException e) {
        Gap gap = course.gap().orElseThrow();
        Place from = leg.from().place();
        if (from.cycle() < gap.from().cycle() || leg.endBytes() <= gap.from().offsetBytes()) {
            log.error("{}: the spool is damaged, and the rest of it given up: {}", storage, e.getMessage());
            course.giveUpFrom(from, gap.reason());
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
            inFlight = null;
            generations.want("another_writer");
            return 1;
        }
        acknowledged.incrementAndGet();
        course.reach(sending.after());
        sending.lastCommitMillis().ifPresent(millis -> shippedMillis = millis);
        inFlight = null;
        logbook.reached();
        return 1;
    }

    /** Creates the object; one that is there already and is equal is an earlier attempt of ours whose answer was lost. */
    private PutResult put(String key, ByteBuffer content) throws IOException {
        PutResult result = storage.create(key, content);
        if (result == PutResult.CREATED) {
            return result;
        }
        ByteBuffer found = ByteBuffer.wrap(storage.readRange(key, 0, content.remaining() + 1));
        return found.equals(content) ? PutResult.CREATED : PutResult.ALREADY_EXISTS;
    }

    /**
     * Gives up the history from a place on, so that the WAL can be cut without this replica. For the thread that captures.
     *
     * @param from at or past the cursor; what lies before it is sealed
     */
    void giveUpFrom(Place from, String reason) {
        course.giveUpFrom(from, reason);
        log.error(
                "{}: {}: the WAL is cut without waiting for this replica any more; what is committed from now until it is"
                        + " back cannot be restored commit by commit, and then a new generation begins",
                storage,
                reason);
        logbook.reached();
    }

    void snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        course.snapshotCompleted(generation, taken).ifPresent(now -> logbook.reached());
    }

    Course course() {
        return course;
    }

    Generations generations() {
        return generations;
    }

    /** When {@link #ship} may have something to do without anything new on the tape; far ahead for never. */
    long nextWakeNanos() {
        if (generations.isWanted()) {
            return times.in(A_WHILE); // the doorbell rings before
        }
        boolean waiting = inFlight != null || generations.isUnasked();
        return waiting ? backoff.nextTryNanos() : later(course.nextDueNanos(), backoff.nextTryNanos());
    }

    /** From when on a commit that is seen now may be shipped: until then nobody waits for it. */
    long nextFreeNanos() {
        boolean moved = generations.isWanted()
                || !tape.isUnbrokenSince(course.cursor().place().cycle());
        return moved ? times.nanos() : later(course.nextFreeNanos(), backoff.nextTryNanos());
    }

    private static long later(long nanos, long otherNanos) {
        return nanos - otherNanos > 0 ? nanos : otherNanos;
    }

    /** Tells whether nothing is in flight or in doubt. */
    boolean isSettled() {
        return inFlight == null
                && !generations.isUnasked()
                && !generations.isWanted()
                && course.gap().isEmpty()
                && tape.isUnbrokenSince(course.cursor().place().cycle());
    }

    /** Tells whether the latest attempt, if there was any, succeeded. */
    boolean isWorking() {
        return !generations.isUnasked() && backoff.failure().isEmpty();
    }

    /** Tells whether the storage is away: not for one answer alone, as when it throttles. */
    boolean isAway() {
        return backoff.isFailingFor(AWAY_AFTER);
    }

    /** What the latest attempt failed with. */
    Optional<Exception> failure() {
        return backoff.failure();
    }

    /** How many segments were acknowledged. */
    long progress() {
        return acknowledged.get();
    }

    /** Tells whether the storage ever took a segment from this process. */
    boolean isAccepted() {
        return acknowledged.get() > 0;
    }

    /** The time of the last commit acknowledged by this process; 0 for none. */
    long shippedMillis() {
        return shippedMillis;
    }
}
