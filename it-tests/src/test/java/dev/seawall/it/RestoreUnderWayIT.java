package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at restores while they are under way: held up, killed, raced by retention and by other restores. */
class RestoreUnderWayIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(2000)))";

    private static S3Server server;

    @TempDir
    Path folder;

    private FaultProxy proxy;
    private Source source;
    private Cli cli;
    private String behindProxy;
    private String url;
    private Storage direct;
    private Comparison comparison;
    private Path targets;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
        server.createBucket("app");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        proxy = FaultProxy.before(server);
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        targets = Files.createDirectory(folder.resolve("targets"));
        cli = new Cli(folder, S3Server.environment());
        String prefix = folder.getFileName().toString();
        url = server.url("app", prefix);
        behindProxy = proxy.url("app", prefix);
        direct = S3Server.open(url);
        comparison = new Comparison(folder, cli, url, direct);
    }

    @AfterEach
    void stop() throws Exception {
        direct.close();
        proxy.close();
    }

    /** T29: what a restore has planned to read is deleted while it is held up; it plans again. */
    @Test
    void t29_retentionDuringARestore_makesItPlanAgain() throws Exception {
        List<String> brief = List.of(
                "--snapshot-interval",
                "1s",
                "--retention",
                "1s",
                "--checkpoint-pages",
                "20",
                "--sync-interval",
                "20ms");
        Path latest = targets.resolve("latest.db");
        Path early = targets.resolve("early.db");
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, brief)) {
            run(application, INSERT);
            soon("a restore point").until(comparison::isRestorable);
            long first = comparison.points().get(0).commit();
            Hold hold = new Hold();
            proxy.playBy(request -> request.isDownload() && request.isWhole() ? hold : Fault.NONE);
            try (Child restore = restore(latest);
                    Child tooEarly = restore(early, "--commit", String.valueOf(first))) {
                soon("both restores held up").until(() -> hold.count() >= 2);
                // What is listed here may be deleted before it is read.
                soon("retention")
                        .ignoreExceptionsMatching(RestoreUnderWayIT::isGone)
                        .until(() -> {
                            run(application, INSERT);
                            return comparison.points().get(0).commit() > first;
                        });
                hold.release();
                restore.expectExit(0);
                assertThat(tooEarly.exitCode())
                        .as("exit code for a point that is gone; it said: %s", tooEarly.err())
                        .isEqualTo(4);
            }
            replicator.terminate();
            replicator.expectExit(0);
        }
        assertThat(early).doesNotExist();
        Comparison.expectIntegrity(latest);
        expectPrefixOfTheSource(latest);
        comparison.expectLatest(source);
        comparison.expectPoints(5);
    }

    private static boolean isGone(Throwable e) {
        return e instanceof StorageException failure && failure.kind() == StorageException.Kind.NOT_FOUND;
    }

    /** T36: at whatever moment a restore is killed, the target is absent or complete, and the next one cleans up. */
    @Test
    void t36_restoreKilledAtRandomPoints_leavesAllOrNothing() throws Exception {
        replicate(6);
        long seed = System.nanoTime() & 0xffff;
        Random random = new Random(seed);
        Path target = targets.resolve("app.db");
        int kills = Integer.getInteger("t36.kills", 5);
        long requests = requestsOfARestore();
        int leftovers = 0;
        int complete = 0;
        try {
            for (int kill = 1; kill <= kills; kill++) {
                long before = proxy.requests();
                long fatal = before + random.nextLong(requests + 1);
                Hold hold = new Hold();
                proxy.playBy(request -> request.number() >= fatal ? hold : Fault.NONE);
                try (Child restore = restore(target)) {
                    // Some are killed in the middle of a request, and some just as they end.
                    soon("its end").until(() -> hold.isReached() || !restore.isAlive());
                    restore.kill();
                }
                hold.release();
                leftovers += (int) names().stream()
                        .filter(name -> name.contains(".restoring-"))
                        .count();
                assertThat(names())
                        .filteredOn(name -> name.endsWith(".lock"))
                        .as("of one restore")
                        .hasSizeLessThan(2);
                if (Files.exists(target)) {
                    source.expectEqual(target);
                    Files.delete(target);
                    complete++;
                }
            }
            assertThat(leftovers).as("files left by %d kills", kills - complete).isPositive();
            proxy.play(Fault.NONE);
            cli.restore(behindProxy, target);
            source.expectEqual(target);
            assertThat(names()).containsExactly("app.db");
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
        comparison.expectLatest(source);
    }

    /** T36: what another restore works on is not what a killed one left. */
    @Test
    void t36_restoreBesideAnotherToTheSameTarget_leavesItsFileAlone() throws Exception {
        replicate(2);
        Path target = targets.resolve("app.db");
        Hold hold = new Hold();
        proxy.playBy(request -> request.isDownload() && request.isWhole() ? hold : Fault.NONE);
        try (Child slow = restore(target)) {
            soon("the restore held up").until(hold::isReached);
            List<String> itsOwn = names();
            assertThat(itsOwn).hasSize(2);

            cli.restore(url, target);

            assertThat(names()).containsAll(itsOwn).hasSize(3);
            hold.release();
            slow.expectExit(7);
        }
        assertThat(names()).containsExactly("app.db");
        source.expectEqual(target);
    }

    /** T39: whoever waits for the file may open it as soon as it has its name. */
    @Test
    void t39_applicationStartedWhenTheFileAppears_findsAllOfIt() throws Exception {
        replicate(6);
        int rounds = Integer.getInteger("t39.rounds", 2);
        for (int round = 1; round <= rounds; round++) {
            Source restored = new Source(Files.createDirectory(targets.resolve("round-" + round)));
            try (Child restore = restore(restored.database())) {
                while (Files.notExists(restored.database())) {
                    Thread.onSpinWait();
                    assertThat(restore.isAlive() || Files.exists(restored.database()))
                            .as("it said: %s", restore.err())
                            .isTrue();
                }
                source.expectEqual(restored.database());
                try (Connection application = restored.open()) {
                    assertThat(Rows.of(application, "PRAGMA integrity_check")).containsExactly(List.of("ok"));
                    run(application, INSERT);
                }
                restore.expectExit(0);
            }
        }
        comparison.expectLatest(source);
    }

    private Child restore(Path target, String... options) throws IOException {
        return cli.start(
                "restore",
                Jvm.QUICK_START,
                Words.of("restore", List.of(options), "-o", target.toString(), behindProxy));
    }

    private void replicate(int batches) throws Exception {
        List<String> options = List.of("--sync-interval", "20ms", "--checkpoint-pages", "20");
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, options)) {
            for (int i = 0; i < batches; i++) {
                for (int row = 0; row < 10; row++) {
                    run(application, INSERT);
                }
                comparison.awaitShipped(application);
            }
            replicator.terminate();
            replicator.expectExit(0);
        }
        source.quiesce();
    }

    private long requestsOfARestore() throws Exception {
        Path whole = targets.resolve("whole.db");
        cli.restore(behindProxy, whole);
        Files.delete(whole);
        return proxy.requests();
    }

    /** What was inserted by the time of the restore, and nothing else. */
    private void expectPrefixOfTheSource(Path restored) throws Exception {
        String rows = "SELECT id, body FROM item ORDER BY id";
        try (Connection one = source.open();
                Connection other = Source.open(restored)) {
            List<List<String>> all = Rows.of(one, rows);
            List<List<String>> some = Rows.of(other, rows);
            assertThat(some).isNotEmpty().isEqualTo(all.subList(0, some.size()));
        }
    }

    private List<String> names() throws IOException {
        return names(targets);
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static ConditionFactory soon(String what) {
        return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
