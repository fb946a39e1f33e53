package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Relay.Outcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayTest {
    @TempDir
    Path folder;

    /** Between the new transaction's begin and the old one's end, both stand: others backfill to the lower mark only. */
    @Test
    void advance_whileItMakesFramesSafe_theOldHoldStillStands() throws Exception {
        Path path = folder.resolve("app.db");
        long[] backfilled = {-1};
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay =
                        Relay.take(database, safety(() -> backfilled[0] = passive(app)), (header, lastFrame) -> 0)) {
            long mark = relay.visible().lastFrame();
            app.insert(50, 3_000);

            assertThat(relay.advance()).isEqualTo(Outcome.DONE);

            assertThat(backfilled[0]).isEqualTo(mark);
            assertThat(passive(app)).isGreaterThan(mark);
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

            assertThat(relay.advance()).isEqualTo(Outcome.DONE);
            long frames = relay.visible().lastFrame();
            assertThat(passive(app)).isEqualTo(frames);
            assertThat(relay.rotate()).isEqualTo(Outcome.NOT_SAFE);
            app.insert(1, 10);
            relay.look();

            assertThat(relay.visible().cycle()).as("nothing was restarted").isZero();
            assertThat(relay.visible().lastFrame()).isGreaterThan(frames);
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
            assertThat(relay.advance()).isEqualTo(Outcome.MISSED);
            assertThat(relay.rotateFirmly(0, 0, held -> {})).isEqualTo(Outcome.MISSED);

            app.insert(1, 10);
            assertThat(relay.look()).isTrue();
            assertThat(relay.isEmptied()).isFalse();
            assertThat(relay.isOverdue()).as("it froze backfilling").isTrue();
            assertThat(relay.advance()).isEqualTo(Outcome.DONE);
            assertThat(relay.isOverdue()).isFalse();
            assertThat(relay.visible().cycle()).isEqualTo(1);
        }
    }

    /** What happens beside {@link Relay#rotateFirmly}, at each of its calls to {@code makeSafe}, counted from 1. */
    private interface Beside {
        boolean makeSafe(Application app, int call) throws SQLException;
    }

    private Outcome rotateFirmly(Beside beside, long maxLockedBytes, List<Long> held) throws Exception {
        Path path = folder.resolve("app.db");
        int[] calls = {0};
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL)) {
            Safety safety = safety(() -> {
                try {
                    return beside.makeSafe(app, ++calls[0]) ? 0 : -1;
                } catch (SQLException e) {
                    assertThat(e.getMessage()).contains("SQLITE_BUSY");
                    return 0;
                }
            });
            try (Relay relay = Relay.take(database, safety, (header, lastFrame) -> 0)) {
                app.insert(50, 3_000);
                relay.look();
                Outcome outcome = relay.rotateFirmly(1_000_000, maxLockedBytes, held::add);
                assertThat(relay.isParked()).isEqualTo(outcome == Outcome.DONE);
                return outcome;
            }
        }
    }

    private static boolean write(Application app) throws SQLException {
        app.run("PRAGMA busy_timeout = 0");
        app.insert(1, 10);
        return true;
    }

    @Test
    void rotateFirmly_writerWithoutAPause_isDoneInsideItsLock() throws Exception {
        List<Long> held = new ArrayList<>();

        assertThat(rotateFirmly((app, call) -> write(app), 1 << 20, held)).isEqualTo(Outcome.DONE);

        assertThat(held).hasSize(1);
    }

    /** Otherwise the application would wait for as long as it takes to copy all of that. */
    @Test
    void rotateFirmly_moreLeftThanMayBeDoneUnderTheLock_doesNotTakeIt() throws Exception {
        List<Long> held = new ArrayList<>();

        assertThat(rotateFirmly((app, call) -> write(app), 0, held)).isEqualTo(Outcome.MISSED);

        assertThat(held).isEmpty();
    }

    @Test
    void rotateFirmly_applicationHoldsItsLock_givesUpAfterItsBudget() throws Exception {
        List<Long> held = new ArrayList<>();
        Beside transaction = (app, call) -> {
            if (call == 3) {
                app.run("BEGIN IMMEDIATE");
                return true;
            }
            return write(app);
        };

        assertThat(rotateFirmly(transaction, 1 << 20, held)).isEqualTo(Outcome.MISSED);

        assertThat(held).isEmpty();
    }

    @Test
    void rotateFirmly_lastFramesCannotBeMadeSafe_doesNotTakeTheLock() throws Exception {
        List<Long> held = new ArrayList<>();

        assertThat(rotateFirmly((app, call) -> call < 3 && write(app), 1 << 20, held))
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
