package dev.seawall.replicate;

import dev.seawall.replicate.Tally.Event;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.time.Duration;
import java.util.Random;

/** Decides, from the seed, what each call to one storage meets. */
final class Faults {
    private static final Kind[] REFUSALS = {
        Kind.BUSY, Kind.BUSY, Kind.UNREACHABLE, Kind.UNREACHABLE, Kind.FULL, Kind.FORBIDDEN, Kind.REFUSED
    };
    private static final Duration SLOWEST = Duration.ofSeconds(90);

    /** How much of what is asked fails. */
    enum Weather {
        CLEAR(0),
        CALM(0.01),
        FLAKY(0.15),
        STORM(0.7),
        GONE(1);

        private final double rate;

        Weather(double rate) {
            this.rate = rate;
        }
    }

    private final Random random;
    private final SimulatedClock clock;
    private final Killer killer;
    private final Tally tally;
    private Weather weather = Weather.CALM;
    private long goneUntilNanos;

    Faults(Random random, SimulatedClock clock, Killer killer, Tally tally) {
        this.random = random;
        this.clock = clock;
        this.killer = killer;
        this.tally = tally;
    }

    void set(Weather now) {
        weather = now;
        goneUntilNanos = 0;
    }

    void goneFor(Duration time) {
        weather = Weather.GONE;
        goneUntilNanos = clock.nanos() + time.toNanos();
        tally.count(Event.OUTAGE);
    }

    boolean isGone() {
        return weather == Weather.GONE;
    }

    private boolean happens() {
        if (weather == Weather.GONE && clock.nanos() >= goneUntilNanos) {
            weather = Weather.CALM;
        }
        return weather.rate > 0 && random.nextDouble() < weather.rate;
    }

    /** Comes before a call takes effect. */
    void meet(String what) throws StorageException {
        tally.count(Event.STORAGE_CALL);
        killer.pass("before " + what);
        if (weather != Weather.CLEAR && random.nextInt(50) == 0) {
            tally.count(Event.SLOW);
            clock.passNanos(random.nextLong(SLOWEST.toNanos()));
        }
        if (happens()) {
            tally.count(Event.REFUSED);
            throw failure(what + " refused");
        }
    }

    /** Comes after a call took effect: its answer may be lost all the same. */
    void answer(String what) throws StorageException {
        killer.pass("after " + what);
        if (happens()) {
            tally.count(Event.ANSWER_LOST);
            throw failure("the answer to " + what + " was lost");
        }
    }

    /** Tells whether something goes wrong that has an event of its own. */
    boolean alsoHappens(Event event) {
        boolean happens = happens();
        tally.count(event, happens ? 1 : 0);
        return happens;
    }

    int upTo(int bound) {
        return random.nextInt(bound + 1);
    }

    Random random() {
        return random;
    }

    void pass(String where) {
        killer.pass(where);
    }

    boolean isDead() {
        return killer.isDead();
    }

    StorageException failure(String message) {
        return new StorageException(REFUSALS[random.nextInt(REFUSALS.length)], message, null);
    }
}
