package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Relay.Backfill;
import dev.seawall.sqlite.Relay.Outcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayTest {
    /** Whatever is left is more: now and then nothing is, for a moment. */
    private static final long LESS_THAN_NOTHING = -1;

    @TempDir
    Path folder;

    /** Between the new transaction's begin and the old one's end, both stand: what is being made safe cannot be lost. */
    @Test
    void advance_whileItMakesFramesSafe_theOldHoldStillStands() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(
                        database, safety(() -> unchecked(() -> write(app)) ? 0 : -1), (header, lastFrame) -> 0)) {
            app.insert(50, 3_000);
            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
            long frames = relay.visible().lastFrame();
            assertThat(passive(app)).isEqualTo(frames);

            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
            relay.look();

            assertThat(relay.visible().cycle()).as("nothing was restarted").isZero();
            assertThat(relay.visible().lastFrame()).isGreaterThan(frames);
        }
    }

    /** Copying to the spool what is shipped in a moment only slows the shipping down. */
    @Test
    void advance_somethingLeftToBackfill_makesNothingSafe() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(
                        database,
                        safety(() -> {
                            throw new AssertionError("in vain");
                        }),
                        (header, lastFrame) -> 0)) {
            app.insert(50, 3_000);

            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void rotate_nobodyWrites_letsTheNextWriteRestartTheWal() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, safety(() -> 0), (header, lastFrame) -> 0)) {
            app.insert(50, 3_000);

            assertThat(relay.rotate()).isEqualTo(Outcome.DONE);
            assertThat(relay.isParked()).isTrue();
            app.insert(1, 10);

            assertThat(relay.look()).isTrue();
            assertThat(relay.visible().cycle()).isEqualTo(1);
        }
    }

    @Test
    void rotate_anotherReaderStands_isPinned() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Application reader = Application.open(path);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, safety(() -> 0), (header, lastFrame) -> 0)) {
            reader.run("BEGIN");
            reader.number("SELECT count(*) FROM t");
            app.insert(50, 3_000);
            assertThat(relay.look()).isTrue();

            assertThat(relay.rotate()).isEqualTo(Outcome.PINNED);
            reader.run("COMMIT");
            assertThat(relay.rotate()).isEqualTo(Outcome.DONE);
        }
    }

    /** With something left to backfill, what is not safe cannot be overwritten under the new hold either. */
    @Test
    void advance_notSafeAndNotBackfilled_movesTheMarkButNeverParks() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, unsafe(), (header, lastFrame) -> 0)) {
            app.insert(50, 3_000);

            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
            long frames = relay.visible().lastFrame();
            assertThat(passive(app)).isEqualTo(frames);
            assertThat(relay.rotate()).isEqualTo(Outcome.NOT_SAFE);
            app.insert(1, 10);
            relay.look();

            assertThat(relay.visible().cycle()).as("nothing was restarted").isZero();
            assertThat(relay.visible().lastFrame()).isGreaterThan(frames);
        }
    }

    /** Otherwise the application's next commit does it, and waits for the disk. */
    @Test
    void advance_backfillIsOurs_leavesNothingToTheNextCommit() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, safety(() -> 0), (header, lastFrame) -> 0)) {
            app.insert(50, 3_000);
            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
            assertThat(database.look().backfilled()).isZero();
            app.insert(50, 3_000);

            assertThat(relay.advance(Backfill.OURS)).isEqualTo(Outcome.DONE);

            assertThat(database.look().isFullyBackfilled()).isTrue();
            app.insert(1, 10);
            relay.look();
            assertThat(relay.visible().cycle()).as("nothing was restarted").isZero();
        }
    }

    @Test
    void advance_backfillIsOursAndSomebodyElseCheckpoints_handsTheHoldOnAllTheSame() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                Application reader = Application.open(path);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, safety(() -> 0), (header, lastFrame) -> 0)) {
            reader.run("BEGIN");
            reader.number("SELECT count(*) FROM t");
            app.insert(50, 3_000);

            assertThat(relay.advance(Backfill.OURS)).isEqualTo(Outcome.DONE);

            assertThat(database.look().isFullyBackfilled())
                    .as("the reader is in the way")
                    .isFalse();
            reader.run("COMMIT");
            assertThat(relay.rotate()).isEqualTo(Outcome.DONE);
        }
    }

    @Test
    void advance_whileTheWalIsEmpty_keepsTheHoldAndWaits() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, safety(() -> 0), (header, lastFrame) -> 0)) {
            app.insert(5, 100);
            assertThat(relay.rotate()).isEqualTo(Outcome.DONE);
            app.run("PRAGMA wal_checkpoint(TRUNCATE)");

            assertThat(relay.look()).isFalse();
            assertThat(relay.isEmptied()).isTrue();
            assertThat(relay.isLookSettled()).isTrue();
            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.MISSED);
            assertThat(relay.rotateFirmly(0, 0, held -> {})).isEqualTo(Outcome.MISSED);

            app.insert(1, 10);
            assertThat(relay.look()).isTrue();
            assertThat(relay.isEmptied()).isFalse();
            assertThat(relay.isOverdue()).as("it froze backfilling").isTrue();
            assertThat(relay.advance(Backfill.THEIRS)).isEqualTo(Outcome.DONE);
            assertThat(relay.isOverdue()).isFalse();
            assertThat(relay.visible().cycle()).isEqualTo(1);
        }
    }

    /** What happens when the frames are to be made safe before the lock is taken. */
    private interface BeforeTheLock {
        boolean makeSafe(Application app) throws SQLException;
    }

    /** Cuts the WAL under a writer that never pauses, until it comes to something. */
    private Outcome rotateFirmly(
            BeforeTheLock before, long maxLockedBytes, List<Long> held, Predicate<Outcome> isEnough) throws Exception {
        Path path = folder.resolve("app.db");
        try (Application created = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Application observer = Application.open(path);
                Application other = Application.open(path)) {
            // Where all is backfilled the WAL is about to be let go of, which is not what this is about.
            Safety safety = beginning(() -> unchecked(() -> isBackfilled(observer) || before.makeSafe(other)));
            AtomicBoolean ended = new AtomicBoolean();
            try (Relay relay = Relay.take(database, safety, (header, lastFrame) -> 0)) {
                Thread writer = new Thread(() -> unchecked(() -> writeWithoutPause(path, ended)));
                writer.start();
                try {
                    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                    while (true) {
                        Outcome outcome = tryFirmly(relay, maxLockedBytes, held);
                        if (isEnough.test(outcome)) {
                            return outcome;
                        }
                        assertThat(System.nanoTime() - deadline).isNegative();
                    }
                } finally {
                    ended.set(true);
                    writer.join();
                }
            }
        }
    }

    /** While the writer checkpoints, nobody can look. */
    private static Outcome tryFirmly(Relay relay, long maxLockedBytes, List<Long> held) throws Exception {
        try {
            relay.look();
            return relay.rotateFirmly(1_000_000, maxLockedBytes, held::add);
        } catch (DatabaseException e) {
            assertThat(e.kind()).isEqualTo(DatabaseException.Kind.BUSY);
            return Outcome.MISSED;
        }
    }

    private static boolean isBackfilled(Application app) throws SQLException {
        long[] told = app.checkpoint("NOOP");
        return told[1] == told[2];
    }

    private static boolean writeWithoutPause(Path path, AtomicBoolean ended) throws SQLException {
        try (Application app = Application.open(path)) {
            while (!ended.get()) {
                write(app);
            }
            return true;
        }
    }

    /** Adds a row, unless the write lock is taken. */
    private static boolean write(Application app) throws SQLException {
        app.run("PRAGMA busy_timeout = 0");
        try {
            app.insert(1, 10);
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("SQLITE_BUSY");
        }
        return true;
    }

    @Test
    void rotateFirmly_writerWithoutAPause_isDoneInsideItsLock() throws Exception {
        List<Long> held = new ArrayList<>();

        assertThat(rotateFirmly(app -> true, 1 << 20, held, outcome -> !held.isEmpty()))
                .isEqualTo(Outcome.DONE);

        assertThat(held).hasSize(1);
    }

    /** Otherwise the application would wait for as long as it takes to copy all of that. */
    @Test
    void rotateFirmly_moreLeftThanMayBeDoneUnderTheLock_doesNotTakeIt() throws Exception {
        List<Long> held = new ArrayList<>();
        int[] tries = {0};

        rotateFirmly(app -> true, LESS_THAN_NOTHING, held, outcome -> ++tries[0] == 20);

        assertThat(held).isEmpty();
    }

    @Test
    void rotateFirmly_applicationHoldsItsLock_givesUpAfterItsBudget() throws Exception {
        List<Long> held = new ArrayList<>();
        AtomicReference<@Nullable Application> taken = new AtomicReference<>();
        int[] rounds = {0};
        BeforeTheLock transaction = app -> {
            // Not in the first of the two rounds: nobody would write in the second, and the WAL could be cut without a
            // lock.
            if (++rounds[0] == 2 && taken.get() == null) {
                app.run("PRAGMA busy_timeout = 60000");
                app.run("BEGIN IMMEDIATE");
                taken.set(app);
            }
            return true;
        };
        // Where a commit came just before all was backfilled, it was not before the lock after all: once more.
        Predicate<Outcome> gaveUp = outcome -> unchecked(() -> {
            Application app = taken.getAndSet(null);
            rounds[0] = 0;
            if (app != null) {
                app.run("ROLLBACK");
            }
            return app != null && outcome == Outcome.MISSED;
        });

        assertThat(rotateFirmly(transaction, 1 << 20, held, gaveUp)).isEqualTo(Outcome.MISSED);

        assertThat(held).isEmpty();
    }

    @Test
    void rotateFirmly_lastFramesCannotBeMadeSafe_doesNotTakeTheLock() throws Exception {
        List<Long> held = new ArrayList<>();

        assertThat(rotateFirmly(app -> false, 1 << 20, held, outcome -> outcome == Outcome.NOT_SAFE))
                .isEqualTo(Outcome.NOT_SAFE);

        assertThat(held).isEmpty();
    }

    private static long passive(Application app) {
        try {
            return app.checkpoint("PASSIVE")[2];
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean unchecked(Callable<Boolean> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Safety safety(LongSupplier duringMakeSafe) {
        return new Safety() {
            @Override
            public boolean isSafe(long cycle, long frame) {
                return true;
            }

            @Override
            public boolean makeSafe(Visible visible) {
                return duringMakeSafe.getAsLong() >= 0;
            }
        };
    }

    /** Asks whether what was begun is safe when it is waited for: right before the lock, and in the round before. */
    private static Safety beginning(BooleanSupplier isSafe) {
        return new Safety() {
            private boolean begun;

            @Override
            public void beginMakingSafe(Visible visible) {
                begun = true;
            }

            @Override
            public boolean isSafe(long cycle, long frame) {
                boolean asked = begun;
                begun = false;
                return !asked || isSafe.getAsBoolean();
            }

            @Override
            public boolean makeSafe(Visible visible) {
                begun = false;
                return isSafe.getAsBoolean();
            }
        };
    }

    private static Safety unsafe() {
        return new Safety() {
            @Override
            public boolean isSafe(long cycle, long frame) {
                return false;
            }

            @Override
            public boolean makeSafe(Visible visible) {
                return false;
            }
        };
    }
}
