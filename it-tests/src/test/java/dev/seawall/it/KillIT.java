package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.Storages;
import dev.seawall.it.Cli.Restored;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T5: kills the replicator at random moments, restores after each kill, and starts it again, while the application goes on
 * and at times checkpoints.
 */
class KillIT {
    private static final List<String> OPTIONS =
            List.of("--max-wal-size", "1MiB", "--checkpoint-pages", "300", "--sync-interval", "50ms");
    /** About this much of the log passes between a start and a kill: a second or so. */
    private static final int MOST_LOG_BYTES = 8_000;

    @TempDir
    Path folder;

    @Test
    void restore_afterEachKillWithAFileReplica_isCommittedAndNeverOlderThanShipped() throws Exception {
        String url = folder.resolve("replica").toString();
        try (Storage storage = Storages.open(StorageUrl.parse(url))) {
            killRepeatedly(new Cli(folder, Map.of()), url, storage, 8);
        }
    }

    @Test
    void restore_afterEachKillWithAnS3Replica_isCommittedAndNeverOlderThanShipped() throws Exception {
        try (S3Server server = S3Server.start()) {
            server.createBucket("kills");
            String url = server.url("kills", "app");
            try (Storage storage = S3Server.open(url)) {
                killRepeatedly(new Cli(folder, S3Server.environment()), url, storage, 4);
            }
        }
    }

    private void killRepeatedly(Cli cli, String url, Storage storage, int kills) throws Exception {
        long seed = System.nanoTime() & 0xffff;
        Random random = new Random(seed);
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        List<String> settings = List.of("seed=" + seed, "busy-timeout-ms=5000", "pause-ms=8");
        try (Workload application = Workload.start(WorkloadApplication.class, source, settings)) {
            long counter = 0;
            for (int kill = 1; kill <= kills; kill++) {
                try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                    if (kill == 1) {
                        awaitFirstSnapshot(source); // from the second on, a kill may come before anything was done
                    }
                    awaitLog(source, random.nextInt(MOST_LOG_BYTES));
                    replicator.kill();
                }
                counter = expectShipped(cli, source, url, storage, kill, counter);
                if (random.nextBoolean()) {
                    checkpoint(source);
                }
            }
            Optional<ShippedState> before = ShippedState.of(source);
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                awaitLog(source, MOST_LOG_BYTES);
                // Before it has shipped something, it may not have come so far as to catch a signal.
                await("something shipped")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> !ShippedState.of(source).equals(before));
                application.stop();
                replicator.terminate();
                replicator.expectExit(0);
            }
            expectAll(cli, source, url);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static void awaitFirstSnapshot(Source source) {
        await("a first snapshot")
                .atMost(Duration.ofSeconds(60))
                .until(() -> ShippedState.of(source).isPresent());
    }

    private static void awaitLog(Source source, int bytes) throws IOException {
        long end = Files.size(source.log()) + bytes;
        await("transactions")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.size(source.log()) >= end);
    }

    private static void checkpoint(Source source) throws Exception {
        try (Connection connection = source.open()) {
            Source.run(connection, "PRAGMA busy_timeout = 200", "PRAGMA wal_checkpoint(RESTART)");
        }
    }

    /** Returns the counter of what was restored, which is never older than what an earlier kill left. */
    private long expectShipped(Cli cli, Source source, String url, Storage storage, int kill, long before)
            throws Exception {
        Optional<ShippedState> state = ShippedState.of(source);
        Restored restored = cli.restore(url, folder.resolve("kill-" + kill + ".db"));
        long counter = source.expectAcknowledged(restored.database());
        assertThat(counter).as("transactions restored after kill %d", kill).isGreaterThanOrEqualTo(before);
        if (state.isPresent()) {
            long shipped = state.get().lastCommitIn(storage);
            assertThat(restored.generation())
                    .as("generation restored after kill %d", kill)
                    .isEqualTo(state.get().generation());
            assertThat(restored.commit())
                    .as("commit restored after kill %d, which shows transaction %d", kill, counter)
                    .isGreaterThanOrEqualTo(shipped);
        }
        return counter;
    }

    private void expectAll(Cli cli, Source source, String url) throws Exception {
        source.quiesce();
        Path latest = folder.resolve("latest.db");
        cli.restore(url, latest);
        assertThat(source.expectAcknowledged(latest))
                .as("the last transaction restored")
                .isEqualTo(source.acknowledged().lastKey());
        source.expectEqual(latest);
        long before = 0;
        for (Map<String, Object> generation : cli.list("generations", url)) {
            if (generation.get("last_commit") != null) {
                String id = String.valueOf(generation.get("generation"));
                Path restored = folder.resolve(id + ".db");
                cli.restore(url, restored, "--generation", id);
                long counter = source.expectAcknowledged(restored);
                assertThat(counter).as("transactions at the end of %s", id).isGreaterThanOrEqualTo(before);
                before = counter;
            }
        }
    }
}
