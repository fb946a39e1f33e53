package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.storage.Storage;
import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets the storage fail in every way while the application writes: no commit is lost, and nobody has to help. */
class StorageFaultsIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(300)))";
    private static final List<String> OPTIONS = List.of("--sync-interval", "20ms", "--checkpoint-pages", "100");
    /** What may happen to one request; the bytes are few enough to cut every object of these tests. */
    private static final List<Fault> FAULTS = List.of(
            Fault.SLOW_DOWN,
            Fault.TOO_MANY_REQUESTS,
            Fault.answer(500, "InternalError"),
            Fault.RESET,
            Fault.LOST_ANSWER,
            Fault.cutRequest(0),
            Fault.cutRequest(100),
            Fault.cutAnswer(0),
            Fault.cutAnswer(50));

    private static S3Server server;

    @TempDir
    Path folder;

    private FaultProxy proxy;
    private Source source;
    private Cli cli;
    private String url;
    private Storage direct;
    private Comparison comparison;

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
        cli = new Cli(folder, S3Server.environment());
        String prefix = folder.getFileName().toString();
        url = proxy.url("app", prefix);
        direct = S3Server.open(server.url("app", prefix));
        comparison = new Comparison(folder, cli, url, direct);
    }

    @AfterEach
    void stop() throws Exception {
        direct.close();
        proxy.close();
    }

    /** T13: a storage that takes requests and never answers. */
    @Test
    void t13_storageThatNeverAnswers_isGivenUpAfterADeadlineAndUsedAgainWithoutARestart() throws Exception {
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
            insertAndAwait(application, 1);
            proxy.play(Fault.SILENCE);
            run(application, INSERT);
            Path target = folder.resolve("silent.db");
            try (Child restore = cli.start(
                    "restore", Jvm.QUICK_START, List.of("restore", "-o", target.toString(), proxy.url("app", "x")))) {
                soon("the deadline").until(() -> replicator.err().contains("cannot ship"));
                assertThat(restore.isAlive() || restore.exitCode() == 5).isTrue();
            }
            proxy.play(Fault.NONE);
            insertAndAwait(application, 1);
            replicator.terminate();
            replicator.expectExit(0);
            assertThat(replicator.err()).contains("works again");
        }
        expectOneUnbrokenGeneration();
    }

    /** T16: each upload may fail, in any way; then none succeeds, and we are killed; then all is well. */
    @Test
    void t16_uploadsThatFailAndAKillDuringTheOutage_keepEveryCommitInOrder() throws Exception {
        long seed = System.nanoTime() & 0xffff;
        Random random = new Random(seed);
        try (Connection application = source.open()) {
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                insertAndAwait(application, 1);
                AtomicInteger failed = new AtomicInteger();
                proxy.playBy(sometimes(random, failed));
                soon("faults").until(() -> {
                    run(application, INSERT);
                    return failed.get() > 8;
                });
                proxy.play(Fault.NONE);
                insertAndAwait(application, 5);
                proxy.playBy(request -> request.isUpload() ? Fault.answer(500, "InternalError") : Fault.NONE);
                soon("a failure").until(() -> {
                    run(application, INSERT);
                    return replicator
                                    .err()
                                    .lines()
                                    .filter(line -> line.contains("cannot ship"))
                                    .count()
                            > 0;
                });
                killWhileTheWalStays(replicator, application);
            }
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                soon("a failure").until(() -> replicator.err().contains("cannot ship"));
                run(application, INSERT);
                proxy.playBy(sometimes(random, new AtomicInteger()));
                insertAndAwait(application, 5);
                proxy.play(Fault.NONE);
                replicator.terminate();
                replicator.expectExit(0);
            }
            expectOneUnbrokenGeneration();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /**
     * Kills it while somebody reads an older state than the last, so that the WAL is not restarted by what is written
     * right after: killed just when it had cut the WAL, it would have to begin a new generation.
     */
    private void killWhileTheWalStays(Child replicator, Connection application) throws Exception {
        try (Connection reader = source.open()) {
            run(reader, "BEGIN");
            row(reader, "SELECT count(*) FROM item");
            run(application, INSERT);
            replicator.kill();
            run(application, INSERT);
        }
    }

    /** T9: killed with a transaction half shipped. */
    @Test
    void t9_killInTheMiddleOfATransaction_goesOnThereAtTheNextStart() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                insertAndAwait(application, 1);
                AtomicInteger uploads = new AtomicInteger();
                proxy.playBy(
                        request -> request.isUpload() && uploads.incrementAndGet() > 1 ? Fault.SLOW_DOWN : Fault.NONE);
                // Segments have 8 MiB of WAL at most.
                run(
                        application,
                        "BEGIN",
                        "INSERT INTO item (body) VALUES (hex(randomblob(2200000)))",
                        "INSERT INTO item (body) VALUES (hex(randomblob(2200000)))",
                        "COMMIT");
                soon("a refused segment").until(() -> uploads.get() > 1);
                replicator.kill();
            }
            long restorable = comparison.points().size();
            proxy.play(Fault.NONE);
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                soon("its word").until(() -> replicator.err().contains("generation")); // now it holds the WAL
                insertAndAwait(application, 1);
                replicator.terminate();
                replicator.expectExit(0);
            }
            assertThat(comparison.points()).hasSize((int) restorable + 2);
        }
        expectOneUnbrokenGeneration();
    }

    /**
     * Two of three requests fail, each in a way of its own, but the same one three times at most: the pauses between tries
     * double, and an object whose answer was lost needs two requests that succeed. By bad luck, once in a hundred runs, that
     * would take longer than a test may wait.
     */
    private static Function<Request, Fault> sometimes(Random random, AtomicInteger failed) {
        Map<String, Integer> failures = new HashMap<>();
        return request -> {
            String what = request.method() + request.target();
            synchronized (random) {
                if (random.nextInt(3) == 0 || failures.getOrDefault(what, 0) == 3) {
                    return Fault.NONE;
                }
                failures.merge(what, 1, Integer::sum);
                failed.incrementAndGet();
                return FAULTS.get(random.nextInt(FAULTS.size()));
            }
        };
    }

    /** The first request for each thing fails; the next one does not. */
    @Test
    void restore_throughAStorageThatFailsOnce_isRight() throws Exception {
        try (Connection application = source.open()) {
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 10; j++) {
                    run(application, INSERT);
                }
                cli.run("replicate", "--once", source.database().toString(), url)
                        .expect(0);
            }
        }
        Random random = new Random(27);
        Set<String> asked = ConcurrentHashMap.newKeySet();
        proxy.playBy(request -> {
            synchronized (random) {
                return asked.add(request.target()) ? FAULTS.get(random.nextInt(FAULTS.size())) : Fault.NONE;
            }
        });
        comparison.expectLatest(source);
        assertThat(asked).hasSizeGreaterThan(5);
    }

    private void insertAndAwait(Connection application, int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            run(application, INSERT);
        }
        long commits =
                Long.parseLong(row(application, "SELECT count(*) FROM item").get(0));
        soon("the rows in the replica").until(() -> {
            List<Cli.Point> points = comparison.points();
            Path probe = Files.createTempDirectory(folder, "probe").resolve("app.db");
            if (points.isEmpty()) {
                return false;
            }
            try (Connection connection = Source.open(comparison.restore(points.get(points.size() - 1), probe))) {
                return Long.parseLong(
                                row(connection, "SELECT count(*) FROM item").get(0))
                        == commits;
            }
        });
    }

    /** Every commit since the first snapshot is a restore point, of one generation. */
    private void expectOneUnbrokenGeneration() throws Exception {
        comparison.expectLatest(source);
        List<Cli.Point> points = comparison.points();
        assertThat(points.stream().map(Cli.Point::generation).distinct()).hasSize(1);
        long first = points.get(0).commit();
        for (int i = 0; i < points.size(); i++) {
            assertThat(points.get(i).commit()).isEqualTo(first + i);
        }
        comparison.expectPoints(20);
    }

    private static ConditionFactory soon(String what) {
        return await(what).atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(50));
    }
}
