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

    @Test
    void sigterm_withCommitsUnshipped_shipsThem() throws Exception {
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
    void sigterm_whileStarting_stillShipsWhatIsCommitted() throws Exception {
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
    void sigterm_withTheStorageUnreachable_endsWith8AndTheNextStartShips() throws Exception {
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

    @Test
    void secondSignal_whileShippingTheRestFails_endsWith8AtOnce() throws Exception {
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
        source.expectEqual(cli.restore(url, folder.resolve("latest.db")).database());
    }
}
