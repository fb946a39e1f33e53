package dev.seawall.replicate;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.restore.GoldenReplica;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.Storage;
import dev.seawall.storage.file.FileStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a replica that is kept for ever: run it once for each version of the format, and never over one that is there.
 *
 * <p>Takes an empty folder, which then belongs in {@code src/test/resources/golden}. What a restore must give is told by
 * SQLite, from the files as they were after each commit.
 */
final class GoldenReplicaRecorder {
    private final Path folder;
    private final Path database;
    private final Storage storage;
    private final List<Map<String, Object>> commits = new ArrayList<>();
    private int lives;

    private GoldenReplicaRecorder(Path folder, Path work) {
        this.folder = folder;
        this.database = work.resolve("app.db");
        this.storage = new FileStorage(folder.resolve(GoldenReplica.OBJECTS));
    }

    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("golden");
        new GoldenReplicaRecorder(Path.of(args[0]), work).record();
    }

    private void record() throws Exception {
        try (Application app = Application.create(database, 512)) {
            live(
                    app,
                    "INSERT INTO t(v) VALUES ('one')",
                    "INSERT INTO t(v) SELECT hex(randomblob(300)) FROM t, (SELECT 1 UNION SELECT 2 UNION SELECT 3)",
                    "INSERT INTO t(v) SELECT randomblob(200) FROM t, t AS u",
                    "UPDATE t SET v = 'short'",
                    "DELETE FROM t WHERE id > 2",
                    "VACUUM",
                    "INSERT INTO t(v) VALUES (zeroblob(2000))");
            app.run("PRAGMA wal_checkpoint(RESTART)");
            app.run("INSERT INTO t(v) VALUES ('unseen')"); // so that another generation follows
            live(app, "INSERT INTO t(v) VALUES ('two')", "CREATE INDEX i ON t(v)");
        }
        JSON.std
                .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .write(
                        Map.of("commits", commits),
                        folder.resolve(GoldenReplica.EXPECTED).toFile());
    }

    /** Replicates while statements run; the WAL is cut often, and a snapshot is taken now and then. */
    private void live(Application app, String... statements) throws Exception {
        Duration day = Duration.ofDays(1);
        lives++;
        try (Beside beside = Beside.open(
                database, storage, Beside.everyFrames(12, Duration.ofMinutes(3), day.multipliedBy(7)), new long[] {
                    lives * day.toNanos()
                })) {
            beside.shipAll();
            for (String sql : statements) {
                app.run(sql);
                String sha256 = GoldenReplica.sha256(asSqliteHasIt());
                beside.pass(Duration.ofMinutes(1));
                beside.shipAll();
                ReplicaStatus status = beside.replicator().status().get(0);
                commits.add(Map.of(
                        "generation", beside.generation().text(),
                        "commit", status.lastCommit(),
                        "sha256", sha256));
            }
        }
    }

    private Path asSqliteHasIt() throws Exception {
        Path copy = Files.createTempDirectory("state").resolve("app.db");
        Files.copy(database, copy);
        Files.copy(database.resolveSibling("app.db-wal"), copy.resolveSibling("app.db-wal"));
        try (Application reader = Application.open(copy)) {
            reader.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return copy;
    }
}
