package dev.seawall.replicate;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replicate.Course.Gap;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the generations of one replica: after a break, behind a gap, and where something cannot be shipped.
 *
 * <p>{@link #beginIfWanted} is for the thread that captures, everything else that changes something for the one that ships.
 */
final class Generations {
    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private final Storage storage;
    private final RandomGenerator random;
    private final Tape tape;
    private final Course course;
    private final Logbook logbook;
    private final Backoff backoff;
    private volatile @Nullable Prelude prelude;
    /** Why a new generation is to begin, as soon as the thread that captures gets to it. */
    private volatile @Nullable String wanted;

    /** @param prelude asked before anything is shipped */
    Generations(
            Storage storage,
            RandomGenerator random,
            Tape tape,
            Course course,
            Logbook logbook,
            Backoff backoff,
            Prelude prelude) {
        this.storage = storage;
        this.random = random;
        this.tape = tape;
        this.course = course;
        this.logbook = logbook;
        this.backoff = backoff;
        this.prelude = prelude;
    }

    /** Asks for a new generation, to begin with the cycle that is live when the thread that captures gets to it. */
    void want(String reason) {
        wanted = reason;
    }

    /** Tells whether {@link #beginIfWanted} would begin a generation. */
    boolean isWanted() {
        return wanted != null;
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

    /** Begins a generation behind the latest break, or wants one, unless what lies before it can still be shipped. */
    void beginAfterBreak() {
        Tape.Break last = tape.lastBreak();
        long cycle = course.cursor().place().cycle();
        Optional<Gap> gap = course.gap();
        boolean stillSealed = gap.isPresent() && tape.stretch(cycle).isPresent();
        if (cycle >= last.cycle() || stillSealed) {
            return;
        }
        // What was not asked yet is asked for the new generation: what it follows, and from when on it counts.
        prelude = prelude == null ? null : new Ancestry(storage);
        if (gap.isPresent()) {
            want(gap.get().reason());
        } else {
            begun(course.begin(GenerationId.random(random), last.cycle(), last.reason()));
        }
    }

    /** Wants a new generation behind a gap, once the storage answers; returns 1 if it did, else 0. */
    int endGap() throws IOException {
        String reason = course.gap().orElseThrow().reason();
        Optional<List<String>> answered =
                backoff.attempt("look at what is in", () -> storage.listFolders("generations/"));
        if (answered.isEmpty()) {
            return 0;
        }
        want(reason);
        return 1;
    }

    /** Where it is the live WAL, stops shipping until that has restarted: what is in this cycle cannot be shipped. */
    void beginBehind(String reason, String why) {
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

    private void begun(Cursor cursor) {
        log.warn(
                "{}: new generation {} because of {}",
                storage,
                cursor.generation(),
                cursor.predecessor().reason());
        logbook.begun();
    }

    /** Tells whether the replica must be asked before anything is shipped. */
    boolean isUnasked() {
        return prelude != null;
    }

    /** Asks the replica, with one attempt, what it holds already; returns 1 if it answered, else 0. */
    int ask() throws IOException {
        Prelude asking = prelude;
        if (asking == null) {
            return 0;
        }
        Cursor from = course.cursor();
        Optional<Prelude.Answer> answered = backoff.attempt("look at what is in", () -> answer(asking, from));
        if (answered.isEmpty()) {
            return 0;
        }
        Prelude.Answer answer = answered.get();
        course.notBefore(answer.lastMillis());
        // In this order: at no moment may it look as if nothing were in doubt.
        if (answer.reason().isPresent()) {
            // What could have proven the replica's objects may have been given up.
            want(course.gap().map(Gap::reason).orElse(answer.reason().get()));
            prelude = new Ancestry(storage); // for the new one
        } else {
            course.reach(answer.cursor());
            prelude = null;
            logbook.reached();
        }
        return 1;
    }

    /** What is damaged behind our place is not ours to mend: a new generation begins beside it. */
    private Prelude.Answer answer(Prelude asking, Cursor from) throws IOException {
        if (from.lastUsed().isPresent()) {
            storage.requirePlace(); // whichever prelude it is: what holds objects of ours is not made anew
        }
        try {
            return asking.ask(from);
        } catch (DamagedReplicaException e) {
            log.error("{}: {}", storage, e.getMessage());
            return new Prelude.Answer(from, Optional.of("replica_damaged"), 0);
        }
    }
}
