package dev.seawall.replicate;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replicate.Course.Gap;
import dev.seawall.replicate.Course.Leg;
import dev.seawall.replicate.Segments.Finished;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.wal.WalFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final Duration AWAY_AFTER = Duration.ofSeconds(10);

    private final Storage storage;
    private final Times times;
    private final RandomGenerator random;
    private final Tape tape;
    private final Course course;
    private final Segments segments;
    private final Journal journal;
    private final Backoff backoff;
    private volatile @Nullable Prelude prelude;
    private volatile @Nullable Finished inFlight;
    /** Why a new generation is to begin, as soon as the thread that captures gets to it. */
    private volatile @Nullable String wanted;

    private volatile long shippedMillis;
    private final AtomicLong acknowledged = new AtomicLong();

    /** @param prelude asked before anything is shipped; null where the local state tells all */
    Shipper(
            Storage storage,
            Times times,
            RandomGenerator random,
            Tape tape,
            Course course,
            Segments segments,
            Journal journal,
            Backoff backoff,
            @Nullable Prelude prelude) {
        this.storage = storage;
        this.times = times;
        this.random = random;
        this.tape = tape;
        this.course = course;
        this.segments = segments;
        this.journal = journal;
        this.backoff = backoff;
        this.prelude = prelude;
    }

    /**
     * Ships one segment, if one is due, with one attempt.
     *
     * @return 1 if a segment was acknowledged or the replica's state moved on otherwise, else 0
     */
    int ship() throws IOException {
        if (wanted != null) {
            return 0;
        }
        beginGenerationAfterBreak();
        if (wanted != null || !backoff.mayTry()) {
            return 0;
        }
        Prelude asking = prelude;
        if (asking != null) {
            return ask(asking);
        }
        Finished sending = inFlight;
        if (sending == null && course.isAtGap()) {
            return endGap();
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

    /** Begins a new generation behind a gap, once the storage answers. */
    private int endGap() throws IOException {
        String reason = course.gap().orElseThrow().reason();
        Optional<List<String>> answered =
                backoff.attempt("look at what is in", () -> storage.listFolders("generations/"));
        if (answered.isEmpty()) {
            return 0;
        }
        want(reason);
        return 1;
    }

    private int ask(Prelude asking) throws IOException {
        Cursor from = course.cursor();
        Optional<Prelude.Answer> answered = backoff.attempt("look at what is in", () -> answer(asking, from));
        if (answered.isEmpty()) {
            return 0;
        }
        Prelude.Answer answer = answered.get();
        course.notBefore(answer.lastMillis());
        prelude = null;
        Optional<Gap> gap = course.gap();
        if (answer.reason().isPresent() && gap.isPresent()) {
            want(gap.get().reason()); // what could have proven the replica's objects was given up
        } else if (answer.reason().isPresent()) {
            want(answer.reason().get());
        } else {
            course.reach(answer.cursor());
            save();
        }
        return 1;
    }

    /** What is damaged behind our place is not ours to mend: a new generation begins beside it. */
    private Prelude.Answer answer(Prelude asking, Cursor from) throws IOException {
        try {
            return asking.ask(from);
        } catch (DamagedReplicaException e) {
            log.error("{}: {}", storage, e.getMessage());
            return new Prelude.Answer(from, Optional.of("replica_damaged"), 0);
        }
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
            long cycle = leg.from().place().cycle();
            if (course.gap().isPresent()) {
                failBeforeGap(leg, e);
            } else if (tape.isUnbrokenSince(cycle) && course.isUnguarded(cycle)) {
                log.warn("{}: the WAL was restarted before this replica had it", storage);
                want("wal_restarted_too_soon");
            } else if (tape.isUnbrokenSince(cycle)) {
                declareGap("wal_does_not_verify", String.valueOf(e.getMessage()));
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
            want("another_writer");
            return 1;
        }
        acknowledged.incrementAndGet();
        course.reach(sending.after());
        sending.lastCommitMillis().ifPresent(millis -> shippedMillis = millis);
        inFlight = null;
        save();
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
        long cycle = course.cursor().place().cycle();
        boolean stillSealed = course.gap().isPresent() && tape.stretch(cycle).isPresent();
        if (inFlight == null && cycle < last.cycle() && !stillSealed) {
            // What was not asked yet is asked for the new generation: what it follows, and from when on it counts.
            prelude = prelude == null ? null : new Ancestry(storage);
            Optional<Gap> gap = course.gap();
            if (gap.isPresent()) {
                want(gap.get().reason());
                return;
            }
            begun(course.begin(GenerationId.random(random), last.cycle(), last.reason()));
        }
    }

    /**
     * Begins a generation with the cycle that is live, if one is to begin. For the thread that captures: only between two of
     * its steps is it certain what our hold still guards.
     *
     * @param guarded whether nothing of that cycle can be let go of unasked; if not, and the WAL restarts before it is
     *     shipped, then another one begins
     * @return 1 if one began, else 0
     */
    int beginIfWanted(boolean guarded) {
        String reason = wanted;
        if (reason == null) {
            return 0;
        }
        GenerationId generation = GenerationId.random(random);
        long live = tape.newest().cycle();
        begun(guarded ? course.begin(generation, live, reason) : course.beginLate(generation, live, reason));
        wanted = null;
        return 1;
    }

    /** Tells whether {@link #beginIfWanted} would begin a generation. */
    boolean wantsToBegin() {
        return wanted != null;
    }

    private void want(String reason) {
        inFlight = null;
        wanted = reason;
    }

    /** Where it is the live WAL, stops shipping until that has restarted: what is in this cycle cannot be shipped. */
    private void declareGap(String reason, String why) {
        long newest = tape.newest().cycle();
        if (course.cursor().place().cycle() < newest) {
            log.error("{}: {} ({}): a new generation begins with what is in the WAL now", storage, why, reason);
            want(reason);
            return;
        }
        log.error(
                "{}: {} ({}): nothing is shipped until the WAL has restarted; then a new generation begins",
                storage,
                why,
                reason);
        begun(course.begin(GenerationId.random(random), newest + 1, reason));
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
        save();
    }

    private void save() {
        save(now -> journal.save(storage.toString(), course, now, tape));
    }

    /** By one thread at a time, and with what is true then: nothing older may come after something newer. */
    private void save(Consumer<Cursor> writing) {
        synchronized (journal) {
            Cursor now = course.acknowledged();
            writing.accept(now);
            course.saved(now.place());
        }
    }

    private void begun(Cursor cursor) {
        inFlight = null;
        log.warn(
                "{}: new generation {} because of {}",
                storage,
                cursor.generation(),
                cursor.predecessor().reason());
        save(now -> journal.saveBegun(storage.toString(), course, now, tape));
    }

    void snapshotCompleted(GenerationId generation, Cursor.TakenSnapshot taken) {
        course.snapshotCompleted(generation, taken).ifPresent(now -> save());
    }

    Course course() {
        return course;
    }

    /** When {@link #ship} may have something to do without anything new on the tape; far ahead for never. */
    long nextWakeNanos() {
        if (wanted != null) {
            return times.in(A_WHILE); // the doorbell rings before
        }
        boolean waiting = inFlight != null || prelude != null;
        return waiting ? backoff.nextTryNanos() : Math.max(course.nextDueNanos(), backoff.nextTryNanos());
    }

    /** Tells whether nothing is in flight or in doubt. */
    boolean isSettled() {
        return inFlight == null
                && prelude == null
                && wanted == null
                && course.gap().isEmpty()
                && tape.isUnbrokenSince(course.cursor().place().cycle());
    }

    /** Tells whether the latest attempt, if there was any, succeeded. */
    boolean isWorking() {
        return prelude == null && backoff.failure().isEmpty();
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
