package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.Storages;
import dev.seawall.it.Cli.Point;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does things to the WAL, or to the whole database, between a kill of the replicator and its next start. */
class RestartIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(300)))";
    /** The longest a WAL may be here, in frames. */
    private static final int MOST_FRAMES = 30;

    @TempDir
    Path folder;

    private Source source;
    private Cli cli;
    private String url;
    private Storage storage;
    private Comparison comparison;

    @BeforeEach
    void prepare() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        cli = new Cli(folder, Map.of());
        url = folder.resolve("replica").toString();
        storage = Storages.open(StorageUrl.parse(url));
        comparison = new Comparison(folder, cli, url, storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** T5: what happens to the WAL while nobody holds it decides whether the generation goes on. */
    @ParameterizedTest
    @CsvSource({
        "PASSIVE, 0, 1",
        "FULL, 3, 2",
        "RESTART, 1, 2",
        "TRUNCATE, 4, 2",
    })
    void t5_killedThenCheckpointedByTheApplication_losesNothing(String mode, int wraps, int generations)
            throws Exception {
        Path before = folder.resolve("before.db");
        Path after = folder.resolve("after.db");
        try (Connection application = source.open()) {
            try (Child replicator = replicate()) {
                insertAndAwait(application);
                replicator.kill();
            }
            vacuumInto(application, before);
            for (int i = 0; i < wraps; i++) {
                run(application, INSERT);
                assertThat(row(application, "PRAGMA wal_checkpoint(" + mode + ")"))
                        .startsWith("0");
                run(application, INSERT, INSERT);
            }
            row(application, "PRAGMA wal_checkpoint(" + mode + ")");
            try (Child replicator = replicate()) {
                soon("its word").until(() -> replicator.err().contains("generation")); // now it holds the WAL
                awaitGenerations(generations);
                vacuumInto(application, after);
                insertAndAwait(application);
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        assertThat(generations()).hasSize(generations);
        List<Point> points = comparison.points();
        String first = points.get(0).generation();
        if (generations == 2) {
            Point last = points.stream()
                    .filter(point -> point.generation().equals(first))
                    .reduce((one, next) -> next)
                    .orElseThrow();
            Point restarted = points.stream()
                    .filter(point -> !point.generation().equals(first))
                    .findFirst()
                    .orElseThrow();
            expectSameRows(before, comparison.restore(last, folder.resolve("last.db")));
            expectSameRows(after, comparison.restore(restarted, folder.resolve("restarted.db")));
        }
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    /** T6: the application is the last to have a connection, so the WAL goes; nothing was written. */
    @Test
    void t6_walDeletedOnTheLastCloseWhileDown_beginsANewGeneration() throws Exception {
        try (Child replicator = replicate()) {
            try (Connection application = source.open()) {
                insertAndAwait(application);
            }
            replicator.terminate();
            replicator.expectExit(0);
        }
        source.open().close();
        source.quiesce();
        assertThat(source.wal()).doesNotExist();
        try (Child replicator = replicate()) {
            awaitGenerations(2);
            replicator.terminate();
            replicator.expectExit(0);
        }
        assertThat(cli.list("generations", url)).last().extracting("reason").isEqualTo("wal_gone_while_down");
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    /** T12: as many frames as before, of the same time, but others. */
    @Test
    void t12_walOverwrittenWithAsManyFramesWhileDown_isSeen() throws Exception {
        Random random = new Random(12);
        int rounds = Integer.getInteger("t12.rounds", 3);
        try (Connection application = source.open()) {
            run(application, INSERT);
        }
        for (int round = 1; round <= rounds; round++) {
            int commits = random.nextInt(1, MOST_FRAMES);
            try (Connection application = source.open()) {
                restartAndFill(application, commits);
                once();
                int generations = generations().size();
                long bytes = Files.size(source.wal());
                FileTime modified = Files.getLastModifiedTime(source.wal());
                restartAndFill(application, commits);
                assertThat(Files.size(source.wal())).isEqualTo(bytes);
                Files.setLastModifiedTime(source.wal(), modified);
                once();
                assertThat(generations()).hasSize(generations + 1);
            }
        }
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    /** Has the WAL begin anew, and commits one page at a time to it: as many frames as commits. */
    private static void restartAndFill(Connection application, int commits) throws Exception {
        assertThat(row(application, "PRAGMA wal_checkpoint(RESTART)")).startsWith("0");
        for (int i = 0; i < commits; i++) {
            run(application, "UPDATE item SET body = hex(randomblob(40)) WHERE id = 1");
        }
    }

    /** T12: as many frames as before, time and again, while we look. */
    @Test
    void t12_walOverwrittenWithAsManyFramesWhileRunning_isSeenEachTime() throws Exception {
        Random random = new Random(12);
        int rounds = Integer.getInteger("t12.running.rounds", 20);
        int commits = 0;
        long first;
        List<String> options = List.of("--checkpoint-pages", "1", "--sync-interval", "20ms");
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, options)) {
            insertAndAwait(application);
            List<Point> points = comparison.points();
            first = points.get(points.size() - 1).commit();
            for (int round = 0; round < rounds; round++) {
                int frames = random.nextInt(1, MOST_FRAMES);
                for (int again = 0; again < 2; again++) {
                    soon("a WAL that may begin anew")
                            .until(() -> row(application, "PRAGMA wal_checkpoint(RESTART)")
                                    .get(0)
                                    .equals("0"));
                    for (int i = 0; i < frames; i++) {
                        run(application, "UPDATE item SET body = hex(randomblob(40)) WHERE id = 1");
                        commits++;
                    }
                }
            }
            replicator.terminate();
            replicator.expectExit(0);
        }
        assertThat(generations()).hasSize(1);
        List<Point> points = comparison.points();
        assertThat(points.get(points.size() - 1).commit()).isEqualTo(first + commits);
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    /** T15: what comes right after a restore over a lost disk is restorable, too. */
    @Test
    void t15_rowWrittenRightAfterARestoreOverALostDisk_isRestorable() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = replicate()) {
                insertAndAwait(application);
                replicator.kill();
            }
        }
        Path lost = Files.move(source.folder(), folder.resolve("lost"));
        assertThat(lost).exists();
        Files.createDirectory(source.folder());
        cli.restore(url, source.database());
        try (Connection application = source.open()) {
            run(application, "PRAGMA journal_mode = WAL");
            try (Child replicator = replicate()) {
                run(application, "INSERT INTO item (body) VALUES ('right after')");
                replicator.kill();
            }
            once();
        }
        Path restored = folder.resolve("restored.db");
        cli.restore(url, restored);
        try (Connection connection = Source.open(restored)) {
            assertThat(row(connection, "SELECT count(*) FROM item WHERE body = 'right after'"))
                    .containsExactly("1");
        }
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    private List<GenerationId> generations() throws Exception {
        return Timeline.open(storage).generations();
    }

    private Child replicate() throws Exception {
        return cli.replicate(source.database(), url, List.of("--snapshot-interval", "1h"));
    }

    private void once() throws Exception {
        cli.run("replicate", "--once", source.database().toString(), url).expect(0);
    }

    /** Inserts, and waits until every row is in the replica. */
    private void insertAndAwait(Connection application) throws Exception {
        run(application, INSERT, INSERT);
        comparison.awaitShipped(application);
    }

    private void awaitGenerations(int count) {
        soon("a restorable generation")
                .until(() -> comparison.points().stream()
                                .map(Point::generation)
                                .distinct()
                                .count()
                        == count);
    }

    private static ConditionFactory soon(String what) {
        return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    private static void vacuumInto(Connection connection, Path copy) throws Exception {
        run(connection, "VACUUM INTO '" + copy + "'");
    }

    private static void expectSameRows(Path expected, Path restored) throws Exception {
        String rows = "SELECT id, body FROM item ORDER BY id";
        try (Connection one = Source.open(expected);
                Connection other = Source.open(restored)) {
            assertThat(Rows.of(other, rows)).isEqualTo(Rows.of(one, rows));
        }
    }
}
