package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.SegmentName;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All of the WAL was copied into the database file before we came, and the spool cannot take it: until it is shipped, any
 * write of the application may overwrite it. So it may be gone before we are done with opening.
 */
class OpenRaceTest {
    private static final int MORE_THAN_THE_SPOOL_TAKES = 500;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    /** Does something in the midst of opening: when the new generation gets its name, the hold is taken already. */
    private Replicator open(Path database, Runnable inTheMidst) throws Exception {
        Options defaults = Options.DEFAULTS;
        Options smallSpool = new Options(
                defaults.syncInterval(),
                defaults.snapshotInterval(),
                defaults.retention(),
                defaults.checkpointFrames(),
                defaults.checkpointInterval(),
                defaults.maxWalBytes(),
                1 << 20,
                defaults.firmRotate());
        Random random = new Random(1) {
            private static final long serialVersionUID = 1L;

            @Override
            public long nextLong() {
                inTheMidst.run();
                return super.nextLong();
            }
        };
        long[] nanos = {0};
        Times times = new Times(
                InstantSource.system(), () -> nanos[0] += Duration.ofMillis(100).toNanos());
        return Replicator.open(
                database, JournalMode.REQUIRE_WAL, List.of(storage), smallSpool, Optional.empty(), times, random);
    }

    private static Runnable running(Application app, String... statements) {
        return () -> {
            try {
                for (String sql : statements) {
                    app.run(sql);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRAGMA wal_checkpoint(TRUNCATE)", "INSERT INTO t(v) VALUES (1)"})
    void open_walGoneBeforeItWasSafe_asksToBeTriedAgain(String sql) throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = backfilled(database)) {
            assertThatThrownBy(() -> open(database, running(app, sql)).close())
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
            assertThat(storage.keys()).isEmpty();

            expectShipped(app, open(database, () -> {}));
        }
    }

    /** Nothing happened, so what is there may still be shipped; should it be overwritten before, another generation begins. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void open_walStillThere_goesOn(boolean overwrittenAfterwards) throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = backfilled(database);
                Replicator replicator = open(database, () -> {})) {
            if (overwrittenAfterwards) {
                app.insert(1, 10);
            }
            expectShipped(app, replicator);
            String reason = new StampReader(storage)
                    .read(new SegmentName(replicator.status().get(0).position().generation(), 0, 0))
                    .orElseThrow()
                    .predecessor()
                    .orElseThrow()
                    .reason();
            assertThat(reason).isEqualTo(overwrittenAfterwards ? "wal_restarted_too_soon" : "first");
        }
    }

    @Test
    void open_databaseThatIsNotThere_isWorthWaitingFor() {
        assertThatThrownBy(() -> open(folder.resolve("none.db"), () -> {}))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ABSENT));
    }

    private Application backfilled(Path database) throws SQLException {
        Application app = Application.create(database, 4096);
        app.insert(MORE_THAN_THE_SPOOL_TAKES, 3_000);
        long[] told = app.checkpoint("PASSIVE");
        assertThat(told[2]).as("backfilled").isEqualTo(told[1]);
        return app;
    }

    private void expectShipped(Application app, Replicator opened) throws Exception {
        try (Replicator replicator = opened) {
            replicator.flush();
            for (int i = 0; i < 2_000 && (i < 3 || !replicator.isShippedTo(replicator.end())); i++) {
                replicator.capture();
                replicator.tend();
                replicator.ship(0);
                replicator.snapshot(0);
            }
        }
        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, restored));
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(app.number("SELECT count(*) FROM t"));
        }
    }
}
