package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drives a replicator step by step beside an application in the same process. */
class ReplicatorTest {
    @TempDir
    Path folder;

    @Test
    void randomSteps_betweenRandomTransactions_restoreToTheSameBytes() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            run(seed);
        }
    }

    private record Application(Connection connection) implements AutoCloseable {
        Application(Path database) throws SQLException {
            this(DriverManager.getConnection("jdbc:sqlite:" + database));
        }

        void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private void run(long seed) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Random random = new Random(seed);
        Path database = folder.resolve("app" + seed + ".db");
        Options options = new Options(
                Options.DEFAULTS.syncInterval(),
                Options.DEFAULTS.snapshotInterval(),
                Options.DEFAULTS.retention(),
                20,
                Options.DEFAULTS.checkpointInterval(),
                1 << 20,
                Options.FirmRotate.ON);
        try (Application sql = new Application(database)) {
            sql.execute("PRAGMA page_size = " + (512 << random.nextInt(5)));
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA wal_autocheckpoint = " + random.nextInt(50));
            sql.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
            try (Replicator replicator = Replicator.open(
                    database,
                    JournalMode.REQUIRE_WAL,
                    List.of(storage),
                    options,
                    Optional.empty(),
                    Times.system(),
                    new Random(seed))) {
                for (int i = 0; i < 500; i++) {
                    switch (random.nextInt(10)) {
                        case 0, 1, 2 ->
                            sql.execute("INSERT INTO t(v) VALUES (randomblob(" + random.nextInt(3000) + "))");
                        case 3 -> sql.execute("UPDATE t SET v = randomblob(500) WHERE id % 7 = " + random.nextInt(7));
                        case 4 -> sql.execute("DELETE FROM t WHERE id % 11 = " + random.nextInt(11));
                        case 5 -> {
                            if (random.nextInt(10) == 0) {
                                sql.execute("VACUUM");
                            }
                        }
                        case 6, 7 -> replicator.capture();
                        case 8 -> replicator.tend();
                        default -> {
                            replicator.flush();
                            replicator.ship(0);
                            replicator.snapshot(0);
                        }
                    }
                }
                for (int i = 0;
                        i < 1000 && !(replicator.isShippedTo(replicator.end()) && replicator.capture() == 0);
                        i++) {
                    replicator.tend();
                    replicator.ship(0);
                    replicator.snapshot(0);
                }
                assertThat(replicator.isShippedTo(replicator.end())).isTrue();
                var generation = replicator.status().get(0).position().generation();
                System.out.println(seed + " " + replicator.status().get(0));
                Path rebuilt = folder.resolve("rebuilt" + seed + ".db");
                SqliteOracle.rebuild(storage, generation, rebuilt);
                replicator.close();
                sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                assertThat(Files.mismatch(database, rebuilt))
                        .as("seed %d", seed)
                        .isEqualTo(-1);
            }
        }
    }
}
