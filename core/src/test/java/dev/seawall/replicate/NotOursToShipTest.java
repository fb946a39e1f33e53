package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.restore.Timeline;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the WAL and is no commit, or is one no more, never becomes a restore point. */
class NotOursToShipTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    private Path database() {
        return folder.resolve("app.db");
    }

    private static String insert(int rows, int bytes) {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                + ") INSERT INTO t(v) SELECT randomblob(" + bytes + ") FROM n";
    }

    /** Trap 3.3.5: a failed fsync leaves a valid commit; the next one has as many frames and other content. */
    @ParameterizedTest
    @CsvSource({"512, false", "4096, false", "4096, true"})
    void validFramesBeyondSqlitesMark_areNotShippedAndTheCommitInTheirPlaceIs(int pageSize, boolean restarted)
            throws Exception {
        LiveWal wal = new LiveWal(database());
        try (Application app = Application.create(database(), pageSize)) {
            app.insert(3, 10);
            int committed = wal.validFrames();
            GenerationId generation;
            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                generation = beside.generation();
                List<RestorePoint> before = points(generation);
                wal.forgeBehind(committed, 1);
                assertThat(wal.validFrames()).isEqualTo(committed + 1);
                beside.pass(Duration.ofSeconds(10));
                beside.shipAll();
                assertThat(points(generation)).isEqualTo(before);
                if (!restarted) {
                    app.run("UPDATE t SET v = randomblob(10) WHERE id = 1");
                    assertThat(wal.validFrames()).isEqualTo(committed + 1);
                    beside.shipAll();
                }
            }
            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                app.run("UPDATE t SET v = randomblob(10) WHERE id = 2");
                beside.shipAll();
                assertThat(beside.generation()).isEqualTo(generation);
            }
            expectRestoredEquals(app);
        }
    }

    /** Traps 3.3.1 and 3.3.2: spilled frames are rewritten in place; a rollback leaves them there. */
    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "ROLLBACK"})
    void spilledFrames_lookedAtAtEveryMoment_areShippedOnlyAsTheyWereCommitted(String end) throws Exception {
        LiveWal wal = new LiveWal(database());
        try (Application app = Application.create(database(), 512);
                Beside beside = Beside.open(database(), storage)) {
            app.run("PRAGMA cache_size = 4");
            app.insert(3, 400);
            beside.shipAll();
            int points = points(beside.generation()).size();
            int committed = wal.validFrames();
            long size = Files.size(folder.resolve("app.db-wal"));
            app.run("BEGIN");
            for (int i = 0; i < 4; i++) {
                app.run(insert(20, 400));
                app.run("UPDATE t SET v = randomblob(400)");
                beside.pass(Duration.ofSeconds(2));
                beside.shipAll();
            }
            assertThat(Files.size(folder.resolve("app.db-wal")))
                    .as("it spilled")
                    .isGreaterThan(size);
            assertThat(points(beside.generation())).hasSize(points);
            app.run(end);
            beside.shipAll();
            app.run("UPDATE t SET v = randomblob(40) WHERE id = 1");
            beside.pass(Duration.ofSeconds(2));
            beside.shipAll();
            assertThat(points(beside.generation())).hasSize(points + (end.equals("COMMIT") ? 2 : 1));
            assertThat(wal.validFrames()).isGreaterThan(committed);
            expectRestoredEquals(app);
        }
    }

    /** Trap 3.3.9: the commit frame is repeated up to the sector's end; each one counts as the format says. */
    @Test
    void commitFramesRepeatedAsPadding_restoreToTheSameState() throws Exception {
        LiveWal wal = new LiveWal(database());
        Application.create(database(), 512).close();
        try (Application app = Application.open(Path.of("file:" + database() + "?psow=0"));
                Beside beside = Beside.open(database(), storage)) {
            app.run("PRAGMA synchronous = FULL");
            for (int i = 0; i < 4; i++) {
                app.insert(1, 10);
                beside.pass(Duration.ofSeconds(2));
                beside.shipAll();
            }
            assertThat(wal.repeatedCommits()).as("SQLite padded").hasSizeGreaterThan(4);
            for (RestorePoint point : points(beside.generation())) {
                Path restored = folder.resolve("restored.db");
                new Restorer()
                        .restore(RestoreRequest.latest(storage, restored)
                                .withTarget(new Target.AtCommit(point.commit().orElseThrow())));
                Files.delete(restored);
            }
            expectRestoredEquals(app);
        }
    }

    /** Trap 3.3.15. SQLite goes by its index and does not care; what we would ship would not survive a restore. */
    @Test
    void committedFramesThatDoNotVerify_areABreakUntilTheWalWasCut() throws Exception {
        LiveWal wal = new LiveWal(database());
        try (Application app = Application.create(database(), 512);
                Beside beside = Beside.open(database(), storage)) {
            app.insert(5, 100);
            beside.shipAll();
            GenerationId first = beside.generation();
            int last = wal.validFrames();
            app.insert(5, 100);
            app.insert(5, 100);
            wal.zeroSums(last + 2);
            beside.replicator().capture();
            beside.pass(Duration.ofSeconds(2));
            beside.replicator().ship(0);
            int before = storage.keys().size();
            assertThat(beside.generation()).isNotEqualTo(first);

            beside.replicator().capture();
            beside.pass(Duration.ofSeconds(2));
            beside.replicator().ship(0);
            assertThat(storage.keys()).as("nothing is shipped").hasSize(before);

            for (int i = 0; i < 30; i++) {
                beside.pass(Duration.ofSeconds(61));
                beside.replicator().capture();
                beside.replicator().tend();
                app.insert(1, 100);
            }
            beside.shipAll();
            assertThat(beside.reason()).isEqualTo("wal_does_not_verify");
            expectRestoredEquals(app);
        }
    }

    /** Trap 3.3.16: the first transaction of a cycle spills and rolls back, another connection writes the next header. */
    @Test
    void headerThatChangesTwiceBeforeTheFirstCommit_isNoBreak() throws Exception {
        try (Application app = Application.create(database(), 512);
                Application other = Application.open(database());
                Beside beside = Beside.open(
                        database(),
                        storage,
                        Beside.everyFrames(10, Duration.ofDays(1), Duration.ofDays(1)),
                        new long[1])) {
            app.run("PRAGMA cache_size = 4");
            for (int i = 0; i < 5; i++) {
                app.insert(20, 300);
                beside.shipAll();
                GenerationId generation = beside.generation();
                app.run("BEGIN");
                app.run(insert(60, 300));
                beside.replicator().capture();
                app.run("ROLLBACK");
                beside.replicator().capture();
                other.insert(1, 100);
                beside.shipAll();
                assertThat(beside.generation()).isEqualTo(generation);
            }
            expectRestoredEquals(app);
        }
    }

    /**
     * Trap 3.3.6: a power loss took the WAL's tail, other commits came in its place: same salts, as many frames, the
     * first differing one in the middle.
     */
    @ParameterizedTest
    @CsvSource({
        "true, false, wal_differs_from_shipped",
        "true, true, replica_ahead",
        "false, false, wal_shorter_than_shipped",
        "false, true, replica_ahead"
    })
    void walThatLostWhatWasShipped_isABreakWithItsReason(boolean written, boolean stateLost, String reason)
            throws Exception {
        GenerationId first = powerLoss(written, stateLost);
        try (Application app = Application.open(database());
                Beside beside = Beside.open(database(), storage)) {
            app.insert(1, 33);
            beside.pass(Duration.ofHours(1));
            beside.shipAll();
            assertThat(beside.generation()).isNotEqualTo(first);
            assertThat(beside.reason()).isEqualTo(reason);
            expectRestoredEquals(app);
        }
        Path ahead = folder.resolve("ahead.db");
        new Restorer().restore(RestoreRequest.latest(storage, ahead).withGeneration(first));
        try (Application copy = Application.open(ahead)) {
            assertThat(copy.number("SELECT count(*) FROM t WHERE length(v) = 500"))
                    .as("what the WAL lost")
                    .isEqualTo(5);
        }
    }

    /** @param stateLost whether the state file too is that of before the lost commits, as it is never fsynced */
    private GenerationId powerLoss(boolean written, boolean stateLost) throws Exception {
        Path wal = folder.resolve("app.db-wal");
        Path state = folder.resolve(".app.db-seawall/state.json");
        GenerationId first;
        byte[] keptWal;
        byte[] keptState;
        int length;
        try (Application app = Application.create(database(), 4096)) {
            app.insert(10, 100);
            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                first = beside.generation();
            }
            keptWal = Files.readAllBytes(wal);
            keptState = Files.readAllBytes(state);
            try (Beside beside = Beside.open(database(), storage)) {
                for (int i = 0; i < 5; i++) {
                    app.insert(1, 500);
                    beside.pass(Duration.ofSeconds(2));
                    beside.shipAll();
                }
                assertThat(beside.generation()).isEqualTo(first);
            }
            length = (int) Files.size(wal);
            Files.copy(database(), folder.resolve("kept.db"));
        }
        // The last connection is gone; the files come back as the disk had them.
        Files.deleteIfExists(folder.resolve("app.db-shm"));
        Files.write(database(), Files.readAllBytes(folder.resolve("kept.db")));
        Files.write(wal, keptWal);
        if (stateLost) {
            Files.write(state, keptState);
        }
        if (written) {
            Path aside = folder.resolve("aside-wal");
            try (Application app = Application.open(database())) {
                for (int i = 0; i < 5; i++) {
                    app.insert(1, 501);
                }
                assertThat(Files.size(wal)).isEqualTo(length);
                Files.copy(wal, aside);
                Files.copy(database(), folder.resolve("kept.db"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(database(), Files.readAllBytes(folder.resolve("kept.db")));
            Files.deleteIfExists(folder.resolve("app.db-shm"));
            Files.move(aside, wal, StandardCopyOption.REPLACE_EXISTING);
        }
        return first;
    }

    private List<RestorePoint> points(GenerationId generation) throws Exception {
        return Timeline.open(storage).points(generation, Instant.EPOCH, Integer.MAX_VALUE);
    }

    private void expectRestoredEquals(Application app) throws Exception {
        Path restored = folder.resolve("equal.db");
        new Restorer().restore(RestoreRequest.latest(storage, restored));
        app.run("ATTACH '" + restored + "' AS restored");
        assertThat(app.number("SELECT count(*) FROM (SELECT * FROM main.t EXCEPT SELECT * FROM restored.t)"))
                .isZero();
        assertThat(app.number("SELECT count(*) FROM (SELECT * FROM restored.t EXCEPT SELECT * FROM main.t)"))
                .isZero();
        assertThat(app.number("SELECT count(*) FROM restored.t")).isPositive();
        app.run("DETACH restored");
    }
}
