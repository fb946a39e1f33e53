package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.restore.Check;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets a replicator and an application take random steps in turn, from a seed: transactions, checkpoints by others,
 * storage faults, restarts. Whatever is restored must be what the application's record says, and never older than what
 * was called shipped.
 */
class RandomRunsTest {
    private static final int STEPS = 400;

    @TempDir
    Path folder;

    private final MemoryStorage steady = new MemoryStorage();
    private final MemoryStorage faulty = new MemoryStorage();
    private long nanos;

    /** Run more with {@code -Dtest.properties=-Dseeds=N}, or one alone with {@code -Dtest.properties=-Dseed=S}. */
    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Long.getLong("seeds", 12));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyInterleaving_restores_toWhatWasCommitted(long seed) throws Exception {
        Random random = new Random(seed);
        Path database = folder.resolve("app.db");
        FlakyStorage flaky = new FlakyStorage(faulty, random);
        List<Storage> replicas = List.of(steady, flaky);
        try (RecordingApplication app = new RecordingApplication(database, random)) {
            Replicator replicator = open(database, replicas, random);
            try {
                for (int i = 0; i < STEPS; i++) {
                    flaky.failAtRate(random.nextInt(4) == 0 ? 0.7 : 0.05);
                    if (random.nextInt(100) == 0) {
                        int shipped = shippedTransactions(replicator, app, random);
                        replicator.close();
                        for (int j = random.nextInt(5); j > 0; j--) {
                            app.act();
                        }
                        expectLatest(steady, app, shipped);
                        replicator = open(database, replicas, random);
                    } else if (random.nextBoolean()) {
                        app.act();
                    } else {
                        step(replicator, random);
                    }
                    nanos += random.nextInt(400_000_000);
                }
                flaky.failAtRate(0);
                shipAll(replicator);
                List<GenerationId> generations = replicator.status().stream()
                        .map(status -> status.position().generation())
                        .toList();
                expectLatest(steady, app, app.last());
                expectLatest(faulty, app, app.last());
                expectEqualToSqlite(steady, generations.get(0));
                expectCommits(steady, generations.get(0), app, random);
                expectCommits(faulty, generations.get(1), app, random);
            } finally {
                replicator.close();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private Replicator open(Path database, List<Storage> replicas, Random random) throws Exception {
        Options defaults = Options.DEFAULTS;
        Options options = new Options(
                defaults.syncInterval(),
                Duration.ofMinutes(1 + random.nextInt(10)),
                Duration.ofHours(24),
                20 + random.nextInt(50),
                defaults.checkpointInterval(),
                1 << 20,
                1 << 20,
                random.nextBoolean() ? Options.FirmRotate.ON : Options.FirmRotate.OFF);
        Times times = new Times(() -> Instant.ofEpochSecond(1_700_000_000).plusNanos(nanos), () -> nanos);
        return Replicator.open(database, JournalMode.REQUIRE_WAL, replicas, options, Optional.empty(), times, random);
    }

    private static void step(Replicator replicator, Random random) throws Exception {
        int replica = random.nextInt(2);
        switch (random.nextInt(5)) {
            case 0 -> replicator.capture();
            case 1 -> replicator.tend();
            case 2 -> replicator.snapshot(replica);
            default -> replicator.ship(replica);
        }
    }

    private void shipAll(Replicator replicator) throws Exception {
        for (int i = 0; i < 5_000; i++) {
            replicator.capture();
            replicator.tend();
            for (int replica = 0; replica < 2; replica++) {
                replicator.ship(replica);
                replicator.snapshot(replica);
            }
            nanos += 100_000_000;
            if (replicator.isShippedTo(replicator.end())) {
                return;
            }
        }
        throw new AssertionError("not shipped: " + replicator.status());
    }

    /** Makes sure of everything committed so far, now and then, and returns the last transaction that is shipped. */
    private int shippedTransactions(Replicator replicator, RecordingApplication app, Random random) throws Exception {
        if (random.nextBoolean()) {
            return 0;
        }
        for (int i = 0; i < 500 && !replicator.status().get(0).shipped(); i++) {
            replicator.tend();
            replicator.ship(0);
            replicator.snapshot(0);
            nanos += 100_000_000;
        }
        replicator.capture();
        for (int i = 0; i < 500 && replicator.status().get(0).unshippedBytes() > 0; i++) {
            replicator.ship(0);
            replicator.snapshot(0);
            nanos += 100_000_000;
        }
        boolean shipped = replicator.status().get(0).shipped()
                && replicator.status().get(0).unshippedBytes() == 0;
        return shipped ? app.last() : 0;
    }

    private void expectLatest(Storage replica, RecordingApplication app, int atLeast) throws Exception {
        if (atLeast == 0) {
            return;
        }
        Path copy = folder.resolve("latest.db");
        new Restorer().restore(RestoreRequest.latest(replica, copy).withCheck(Check.FULL));
        assertThat(app.agreeingWith(copy)).isGreaterThanOrEqualTo(atLeast);
        delete(copy);
    }

    private void expectEqualToSqlite(Storage replica, GenerationId generation) throws Exception {
        Path ours = folder.resolve("ours.db");
        Path sqlites = folder.resolve("sqlites.db");
        new Restorer().restore(RestoreRequest.latest(replica, ours));
        SqliteOracle.rebuild(replica, generation, sqlites);
        assertThat(ours).hasSameBinaryContentAs(sqlites);
        delete(ours);
        delete(sqlites);
    }

    private void expectCommits(Storage replica, GenerationId generation, RecordingApplication app, Random random)
            throws Exception {
        Path copy = folder.resolve("commit.db");
        RestoreRequest latest = RestoreRequest.latest(replica, copy).withGeneration(generation);
        long last = new Restorer().plan(latest).target().commit().orElseThrow();
        int before = 0;
        for (long commit = last - random.nextInt(10); commit <= last; commit += 1 + random.nextInt(3)) {
            if (commit < 1) {
                continue;
            }
            try {
                RestoreResult result = new Restorer().restore(latest.withTarget(new Target.AtCommit(commit)));
                assertThat(result.point().commit()).hasValue(commit);
                int transaction = app.agreeingWith(copy);
                assertThat(transaction).isGreaterThanOrEqualTo(before);
                before = transaction;
                delete(copy);
            } catch (NothingToRestoreException e) {
                assertThat(e).hasMessageContaining("commit"); // before the generation's first snapshot
            }
        }
    }

    private static void delete(Path database) throws Exception {
        Files.deleteIfExists(database);
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-wal"));
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-shm"));
    }
}
