package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Faults.Weather;
import dev.seawall.replicate.Ledger.Entry;
import dev.seawall.replicate.Options.FirmRotate;
import dev.seawall.replicate.SimulatedStorage.Manners;
import dev.seawall.replicate.Tally.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Is one run from one seed: a real replicator over simulated storages, clock and randomness, beside a real SQLite and an
 * application that does as it likes, all on one thread. Crashes, power losses, outages and clock jumps come at any step,
 * and the first also at any storage call.
 *
 * <p>What is restored on the way, and at the end, must be what the {@link Ledger} says.
 */
final class Simulation {
    private static final int STEPS = 2_500;
    private static final int LAST_STEPS = 3_000;
    private static final int DIARY_LINES = 80;
    private static final Set<String> ALWAYS_POSSIBLE = Set.of(
            "first",
            "first_in_replica",
            "state_lost",
            "wal_gone_while_down",
            "wal_restarted_while_down",
            "wal_restarted_too_soon",
            "spool_full");
    private static final Set<String> AFTER_POWER_LOSS =
            Set.of("wal_shorter_than_shipped", "wal_differs_from_shipped", "replica_ahead", "overtaken");

    private final Random random;
    private final Tally tally;
    private final SimulatedClock clock = new SimulatedClock();
    private final Killer killer;
    private final Path database;
    private final Options options;
    private final List<Replica> replicas;
    private final SimulatedApplication app;
    private final StateFiles state;
    private final Examiner examiner;
    private final Deque<String> diary = new ArrayDeque<>();
    private @Nullable Life life;
    private Optional<Looks> lifeBefore = Optional.empty();
    private long knownMillis;
    private int step;

    Simulation(long seed, Path folder, Tally tally) throws SQLException {
        this.random = new Random(seed);
        this.tally = tally;
        this.killer = new Killer(tally);
        this.database = folder.resolve("app.db");
        this.options = options(random);
        this.replicas = List.of(replica("first"), replica("second"));
        this.app = new SimulatedApplication(database, new Random(random.nextLong()), tally);
        this.state = new StateFiles(database, random);
        this.examiner = new Examiner(folder, app.ledger(), random, tally);
    }

    private Replica replica(String name) {
        Manners manners = switch (random.nextInt(5)) {
            case 0 -> Manners.LISTS_LATE;
            case 1 -> Manners.REPLACES;
            default -> Manners.STRICT;
        };
        return new Replica(name, manners, random, clock, killer, tally);
    }

    private static Options options(Random random) {
        return new Options(
                Duration.ofMillis(1 + random.nextInt(3_000)),
                Duration.ofSeconds(30 + random.nextInt(3_600)),
                Duration.ofMinutes(1 + random.nextInt(240)),
                random.nextInt(4) == 0 ? 100_000 : 5 + random.nextInt(200),
                Duration.ofSeconds(1 + random.nextInt(120)),
                1 << 20,
                random.nextInt(4) == 0 ? 16 << 20 : 1 << 20,
                random.nextInt(3) == 0 ? FirmRotate.OFF : FirmRotate.ON);
    }

    void run() throws Exception {
        tally.count(Event.SEED);
        try {
            for (step = 0; step < STEPS; step++) {
                clock.passNanos(random.nextInt(400_000_000));
                happen(random.nextInt(1_000));
            }
            finish();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(e.getMessage() + describe(), e);
        } finally {
            if (life != null) {
                life.die();
            }
            app.close();
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder("\nat step " + step + ", " + clock.millis() + ", with " + options);
        text.append("\nafter ").append(String.join(", ", diary));
        for (Replica replica : replicas) {
            text.append("\nthe ")
                    .append(replica.storage())
                    .append(", which may forget what is before ")
                    .append(replica.windowStartMillis())
                    .append(", got")
                    .append(replica.published().describe());
        }
        return text.toString();
    }

    private void write(String line) {
        diary.addLast(step + " " + line);
        if (diary.size() > DIARY_LINES) {
            diary.removeFirst();
        }
    }

    private void happen(int choice) throws Exception {
        if (choice < 420) {
            act(1 + random.nextInt(4));
        } else if (choice < 950) {
            stepOrDie();
        } else if (choice < 975) {
            examiner.examine(replicas.get(random.nextInt(2)));
        } else if (choice < 990) {
            changeWeather();
        } else {
            strike(random.nextInt(20));
        }
    }

    private void act(int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            app.act();
        }
    }

    private void changeWeather() throws Exception {
        state.remember();
        assertThat(state.spoolBytes()).as("bytes in the spool").isLessThanOrEqualTo(options.spoolLimitBytes());
        if (options.firmRotate() == FirmRotate.ON && random.nextInt(10) == 0) {
            expectCut();
        }
        Replica replica = replicas.get(random.nextInt(2));
        switch (random.nextInt(8)) {
            case 0 -> {
                replica.faults().goneFor(Duration.ofSeconds(random.nextInt(3 * 24 * 3_600)));
                write("outage of the " + replica.storage());
            }
            case 1 -> replica.faults().set(Weather.STORM);
            case 2 -> replica.faults().set(Weather.FLAKY);
            case 3, 4 -> clock.pass(Duration.ofMinutes(random.nextInt(120)));
            default -> replica.faults().set(Weather.CALM);
        }
    }

    /** Nobody pins the WAL: it must be cut at its limit, whatever the replicas do, even if no storage answers. */
    private void expectCut() throws Exception {
        try {
            Life living = life();
            app.commitOnce();
            for (int i = 0; i < LAST_STEPS && isTooLong(); i++) {
                clock.pass(Duration.ofMillis(50));
                living.capture();
                living.tend();
                living.ship(i % 2);
                living.snapshot(i % 2);
                app.commitOnce();
            }
            assertThat(isTooLong())
                    .as("the WAL holds %s frames: %s", app.walFrames(), living.status())
                    .isFalse();
            tally.count(Event.WAL_CUT_IN_TIME);
        } catch (Killed e) {
            write("killed " + e.getMessage());
            die();
        }
    }

    private boolean isTooLong() throws SQLException {
        return app.walFrames() * (app.pageSize() + 24) >= options.maxWalBytes();
    }

    private void strike(int choice) throws Exception {
        switch (choice) {
            case 0, 1 -> killBetweenSteps();
            case 2 -> restart();
            case 3, 4 -> losePower();
            case 5 -> jump();
            case 6 -> loseState();
            case 7 -> app.close();
            default -> killer.arm(1 + random.nextInt(12));
        }
    }

    private Life life() throws IOException {
        Life living = life;
        if (living == null) {
            for (Replica replica : replicas) {
                if (!state.knows(replica)) {
                    replica.stored().listAll(); // an ancestor that is not listed cannot be known
                }
            }
            living = Life.open(
                    database, replicas, options, clock, random, killer, app.ledger(), lifeBefore, knownMillis);
            life = living;
            write("open");
        }
        return living;
    }

    private void stepOrDie() throws Exception {
        try {
            step(life());
        } catch (Killed e) {
            write("killed " + e.getMessage());
            die();
        }
    }

    private void step(Life living) throws IOException {
        int replica = random.nextInt(2);
        switch (random.nextInt(7)) {
            case 0, 1 -> living.capture();
            case 2 -> living.tend();
            case 3 -> living.snapshot(replica);
            default -> living.ship(replica);
        }
    }

    private void killBetweenSteps() throws Exception {
        if (life != null) {
            tally.count(Event.KILL_BETWEEN_STEPS);
            write("killed between steps");
            die();
        }
    }

    private void die() throws Exception {
        bury();
        beDown();
    }

    private void bury() throws IOException {
        Life dying = life;
        life = null;
        if (dying != null) {
            remember(dying);
            Map<Path, byte[]> spooled = state.spooledBeforeDeath();
            dying.die();
            state.killed(spooled);
        }
    }

    private void remember(Life ended) {
        lifeBefore = Optional.of(ended.looks());
        knownMillis = ended.looks().latestMillis();
        for (Replica replica : replicas) {
            // A new generation comes strictly after everything that its replica holds.
            knownMillis = Math.max(knownMillis, replica.published().latestMillis() + 1);
        }
    }

    private void restart() throws Exception {
        Life closing = life;
        life = null;
        if (closing != null) {
            tally.count(Event.ORDERLY_RESTART);
            write("closed");
            remember(closing);
            closing.close();
            beDown();
        }
    }

    /** What the application does while nobody looks. */
    private void beDown() throws SQLException {
        clock.passNanos(random.nextInt(2_000_000_000));
        if (random.nextInt(4) == 0) {
            app.close();
            write("application closed");
        }
        if (random.nextBoolean()) {
            act(random.nextInt(12));
        }
    }

    private void losePower() throws Exception {
        bury();
        state.powerFailed();
        int lost = new PowerLoss(database, random).strike(app);
        write("power lost with " + lost + " commits");
        tally.count(Event.POWER_LOSS);
        tally.count(Event.COMMIT_LOST_WITH_POWER, lost);
        if (random.nextBoolean()) {
            act(random.nextInt(60)); // often past the place where the WAL was cut off
        }
    }

    private void jump() {
        Duration by = Duration.ofSeconds(random.nextInt(14_400) - 7_200);
        write("clock jumps by " + by);
        clock.jump(by);
        tally.count(Event.CLOCK_JUMP);
    }

    private void loseState() throws Exception {
        if (random.nextInt(4) == 0) {
            bury();
            state.delete();
            write("state lost");
            tally.count(Event.STATE_LOST);
        }
    }

    /** The storms are over: everything must be shipped soon, and what is restored must be the database. */
    private void finish() throws Exception {
        write("finish");
        killer.disarm();
        replicas.forEach(replica -> replica.faults().set(Weather.CLEAR));
        app.commitOnce();
        for (int i = 0; i < LAST_STEPS && !isDone(); i++) {
            clock.pass(Duration.ofMillis(100));
            if (i % 500 == 499) {
                app.commitOnce(); // what waits for a new cycle of the WAL gets it with a commit
            }
            Life living = life();
            living.capture();
            living.tend();
            for (int replica = 0; replica < replicas.size(); replica++) {
                living.ship(replica);
                living.snapshot(replica);
            }
        }
        assertThat(isDone()).as("all is shipped: %s", life().status()).isTrue();
        for (Replica replica : replicas) {
            Optional<Entry> latest = examiner.latest(replica);
            assertThat(latest.map(Entry::transaction))
                    .as("the last transaction in the %s", replica.storage())
                    .hasValue(app.ledger().last().transaction());
            for (int i = 0; i < 10; i++) {
                examiner.examine(replica);
            }
            examiner.likeSqlite(replica);
        }
        replicas.forEach(this::expectReasons);
        life().tend();
        clock.pass(Duration.ofSeconds(61)); // until then, files are kept for the next cut
        life().tend();
        assertThat(state.spoolBytes()).as("bytes left in the spool").isZero();
    }

    /** No break without a cause: what cannot have happened must not have been found either. */
    private void expectReasons(Replica replica) {
        Set<String> reasons = new TreeSet<>(replica.published().reasons());
        reasons.removeAll(ALWAYS_POSSIBLE);
        if (tally.of(Event.POWER_LOSS) > 0) {
            reasons.removeAll(AFTER_POWER_LOSS);
        }
        if (replica.listsLate()) {
            reasons.remove("another_writer");
        }
        assertThat(reasons)
                .as("why the %s began generations", replica.storage())
                .isEmpty();
    }

    private boolean isDone() throws IOException {
        return life().isAllShipped();
    }
}
