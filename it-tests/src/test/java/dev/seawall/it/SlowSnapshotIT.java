package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.it.Workload.Counts;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads snapshots slowly while the database changes under them. */
class SlowSnapshotIT {
    private static final List<String> OPTIONS =
            List.of("--sync-interval", "20ms", "--snapshot-interval", "1s", "--checkpoint-pages", "200");
    /** Several parts of an upload: 8 MiB that do not compress. */
    private static final String FILL = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130)"
            + " INSERT INTO ballast SELECT randomblob(65000) FROM n";

    @TempDir
    Path folder;

    /** T2: a snapshot that lasts a hundred times as long as the sync interval. */
    @Test
    void t2_snapshotSlowerThanTheWrites_leavesEveryPointRestorable() throws Exception {
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        Cli cli = new Cli(folder, S3Server.environment());
        WorkloadSchema.create(new WorkloadOptions("db=" + source.database()));
        try (Connection application = source.open()) {
            run(application, "CREATE TABLE ballast (body BLOB)", FILL);
        }
        try (S3Server server = S3Server.start();
                FaultProxy proxy = FaultProxy.before(server)) {
            server.createBucket("slow");
            String url = proxy.url("slow", "app");
            try (Storage direct = S3Server.open(server.url("slow", "app"))) {
                Comparison comparison = new Comparison(folder, cli, url, direct);
                proxy.playBy(request -> request.isOfSnapshot() ? Fault.delay(Duration.ofMillis(500)) : Fault.NONE);
                List<String> settings = List.of("busy-timeout-ms=5000", "pause-ms=40", "writers=1");
                try (Child replicator = cli.replicate(source.database(), url, OPTIONS);
                        Workload application = Workload.start(WorkloadApplication.class, source, settings)) {
                    await("two snapshots").atMost(Duration.ofSeconds(60)).until(() -> snapshots(direct) >= 2);
                    Counts counts = application.stop();
                    assertThat(counts.of("busy")).as("%s", counts).isZero();
                    replicator.terminate();
                    replicator.expectExit(0);
                    assertThat(replicator
                                    .err()
                                    .lines()
                                    .filter(line -> line.contains("snapshot of commit"))
                                    .map(SlowSnapshotIT::withoutTime))
                            .doesNotHaveDuplicates();
                }
                comparison.expectLatest(source);
                assertThat(cli.list("generations", url)).as("generations").hasSize(1);
                comparison.expectPoints(
                        6,
                        new Random(2),
                        (point, restored) -> assertThat(source.expectAcknowledged(restored))
                                .as("transactions at %s", point)
                                .isNotNegative());
            }
        }
    }

    private static String withoutTime(String line) {
        return line.substring(line.indexOf(' '));
    }

    private static long snapshots(Storage storage) throws Exception {
        return Timeline.open(storage).spans().stream()
                .mapToLong(Timeline.Span::snapshots)
                .sum();
    }
}
