package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops the replicator: with commits unshipped, with and without a storage, once and twice. */
class ShutdownIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(200)))";
    /** After the first commits nothing more is shipped until we stop. */
    private static final List<String> RARELY = List.of("--sync-interval", "1h");

    @TempDir
    Path folder;

    private static S3Server server;

    private FaultProxy proxy;
    private Source source;
    private Cli cli;
    private String url;

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
        url = proxy.url("app", folder.getFileName().toString());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
    }

    /** T49: during a backlog. */
    @Test
    void t49_sigtermWithCommitsUnshipped_shipsThem() throws Exception {
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, RARELY)) {
            awaitSnapshot(application);
            insert(application, 50);
            replicator.terminate();
            replicator.expectExit(0);
        }
        expectEverythingRestorable();
    }

    @Test
    void t49_sigtermWhileStarting_stillShipsWhatIsCommitted() throws Exception {
        try (Connection application = source.open()) {
            insert(application, 50);
            Hold hold = new Hold();
            proxy.play(hold);
            try (Child replicator = cli.replicate(source.database(), url, List.of())) {
                await("its first request").atMost(Duration.ofSeconds(60)).until(hold::isReached);
                replicator.terminate();
                hold.release();
                replicator.expectExit(0);
            }
        }
        expectEverythingRestorable();
    }

    @Test
    void t49_sigtermWithTheStorageUnreachable_endsWith8AndTheNextStartShips() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = cli.replicate(source.database(), url, List.of("--shutdown-timeout", "500ms"))) {
                awaitSnapshot(application);
                proxy.shut();
                insert(application, 50);
                replicator.terminate();
                replicator.expectExit(8);
                assertThat(replicator.err()).contains("not shipped");
            }
            insert(application, 50);
            proxy.open();
            cli.run("replicate", "--once", source.database().toString(), url).expect(0);
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    /** T49: during a storm of refusals, which ends in time, or does not. */
    @Test
    void t49_sigtermWhileTheStorageRefusesAll_endsWith8OrWaitsItOut() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = cli.replicate(source.database(), url, List.of("--shutdown-timeout", "500ms"))) {
                awaitSnapshot(application);
                proxy.play(Fault.TOO_MANY_REQUESTS);
                insert(application, 50);
                replicator.terminate();
                replicator.expectExit(8);
                assertThat(replicator.err()).contains("not shipped");
            }
            try (Child replicator = cli.replicate(source.database(), url, List.of())) {
                await("a refusal")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> replicator.err().contains("429"));
                insert(application, 50);
                replicator.terminate();
                long before = proxy.requests();
                await("a refusal after the signal")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> proxy.requests() > before);
                proxy.play(Fault.NONE);
                replicator.expectExit(0);
            }
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    /** T49: during a snapshot, which is finished in time, or is not. */
    @Test
    void t49_sigtermDuringASnapshot_endsWith8OrFinishesIt() throws Exception {
        try (Connection application = source.open()) {
            insert(application, 50);
            Hold endless = new Hold();
            proxy.playBy(request -> request.isOfSnapshot() ? endless : Fault.NONE);
            try (Child replicator = cli.replicate(source.database(), url, List.of("--shutdown-timeout", "500ms"))) {
                await("a snapshot under way").atMost(Duration.ofSeconds(60)).until(endless::isReached);
                insert(application, 50);
                replicator.terminate();
                replicator.expectExit(8);
                assertThat(replicator.err()).contains("not shipped");
            }
            Hold hold = new Hold();
            proxy.playBy(request -> request.isOfSnapshot() ? hold : Fault.NONE);
            try (Child replicator = cli.replicate(source.database(), url, List.of())) {
                await("a snapshot under way").atMost(Duration.ofSeconds(60)).until(hold::isReached);
                insert(application, 50);
                replicator.terminate();
                hold.release();
                replicator.expectExit(0);
            }
        }
        expectEverythingRestorable();
    }

    @Test
    void t49_secondSignalWhileShippingTheRestFails_endsWith8AtOnce() throws Exception {
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), url, List.of("--shutdown-timeout", "1h"))) {
            awaitSnapshot(application);
            proxy.shut();
            insert(application, 50);
            // The first may still be on its way when the second arrives, and then they count as one.
            await("the end")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        replicator.terminate();
                        return !replicator.isAlive();
                    });
            replicator.expectExit(8);
        }
    }

    @Test
    void once_withADatabaseInUse_shipsAllAndEndsWith0() throws Exception {
        try (Connection application = source.open()) {
            insert(application, 50);
            for (int i = 0; i < 2; i++) {
                cli.run("replicate", "--once", source.database().toString(), url)
                        .expect(0);
                insert(application, 50);
            }
            cli.run("replicate", "--once", source.database().toString(), url).expect(0);
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    @Test
    void once_withTheStorageUnreachable_endsWith8() throws Exception {
        proxy.shut();
        cli.run(
                        "replicate",
                        "--once",
                        "--shutdown-timeout",
                        "2s",
                        source.database().toString(),
                        url)
                .expect(8);
    }

    private void awaitSnapshot(Connection application) throws Exception {
        insert(application, 1);
        await("a snapshot")
                .atMost(Duration.ofSeconds(60))
                .until(() -> ShippedState.of(source).isPresent());
    }

    private static void insert(Connection application, int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            run(application, INSERT);
        }
    }

    private void expectEverythingRestorable() throws Exception {
        source.quiesce();
        Path latest = cli.restore(url, folder.resolve("latest.db")).database();
        source.expectEqual(latest);
        Comparison.expectIntegrity(latest);
    }
}
