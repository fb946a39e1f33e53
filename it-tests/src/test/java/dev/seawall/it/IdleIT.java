package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.storage.Storage;
import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts what an idle replicator asks of its storage. */
class IdleIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(300)))";
    /** Everything that happens now and then would happen within a second. */
    private static final List<String> EAGER = List.of(
            "--sync-interval", "50ms",
            "--snapshot-interval", "1s",
            "--retention", "1s",
            "--checkpoint-interval", "1s");

    @TempDir
    Path folder;

    /** T17: no requests, no growth, no new generation; with a reader of the application open, and without. */
    @Test
    void t17_idle_asksNothingOfTheStorageAndWritesNothing() throws Exception {
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        Cli cli = new Cli(folder, S3Server.environment());
        try (S3Server server = S3Server.start();
                FaultProxy proxy = FaultProxy.before(server)) {
            server.createBucket("idle");
            String url = proxy.url("idle", "app");
            try (Storage direct = S3Server.open(server.url("idle", "app"))) {
                Comparison comparison = new Comparison(folder, cli, url, direct);
                try (Connection application = source.open();
                        Connection reader = source.open();
                        Child replicator = cli.replicate(source.database(), url, EAGER)) {
                    run(application, INSERT);
                    await("a restore point").atMost(Duration.ofSeconds(60)).until(comparison::isRestorable);
                    expectIdle(proxy, source);
                    run(reader, "BEGIN", "SELECT count(*) FROM item");
                    run(application, INSERT, INSERT);
                    expectIdle(proxy, source);
                    run(reader, "COMMIT");
                    expectIdle(proxy, source);
                    replicator.terminate();
                    replicator.expectExit(0);
                }
                assertThat(cli.list("generations", url)).hasSize(1);
                comparison.expectLatest(source);
                comparison.expectPoints(5);
            }
        }
    }

    /** Waits until nothing was asked for twice as long as any interval. What never settles was never idle. */
    private static void expectIdle(FaultProxy proxy, Source source) throws Exception {
        AtomicLong requests = new AtomicLong(-1);
        AtomicLong walBytes = new AtomicLong();
        await("idleness")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .during(Duration.ofMillis(2_500))
                .until(() -> requests.getAndSet(proxy.requests()) == proxy.requests()
                        && walBytes.getAndSet(Files.size(source.wal())) == Files.size(source.wal()));
    }
}
