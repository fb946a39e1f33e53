package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Storages;
import dev.seawall.it.Cli.Point;
import dev.seawall.it.Workload.Counts;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replicates a database whose application gives SQLite a hard time, while a second process checkpoints it in every mode,
 * and compares restores with the source and with what {@code sqlite3} makes of the same objects.
 */
class ChaosIT {
    private static final int POINTS = 20;
    /** A process each for all of them would take a minute more. */
    private static final int CLI_ONE_IN = 10;

    private static final String SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";

    @TempDir
    Path folder;

    private enum Replica {
        FILE,
        S3
    }

    private enum Checkpointer {
        PRESENT,
        ABSENT
    }

    /** How the application and the replicator are set. */
    private record Variation(
            String name, Replica replica, Checkpointer checkpointer, List<String> workload, List<String> options) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Variation> variations() {
        return List.of(
                new Variation(
                        "512-byte pages, auto-vacuum, cut gently and firmly",
                        Replica.FILE,
                        Checkpointer.PRESENT,
                        List.of("page-size=512", "auto-vacuum=FULL"),
                        List.of("--max-wal-size", "1MiB", "--checkpoint-pages", "500", "--snapshot-interval", "5s")),
                new Variation(
                        "4096-byte pages on S3, several snapshots",
                        Replica.S3,
                        Checkpointer.PRESENT,
                        List.of("page-size=4096", "writers=3", "auto-checkpoint=100", "pause-ms=1"),
                        List.of("--max-wal-size", "2MiB", "--snapshot-interval", "3s")),
                new Variation(
                        "65536-byte pages, commits fsynced",
                        Replica.FILE,
                        Checkpointer.PRESENT,
                        List.of("page-size=65536", "synchronous=FULL", "auto-vacuum=INCREMENTAL", "pause-ms=5"),
                        List.of("--max-wal-size", "4MiB", "--sync-interval", "100ms")),
                new Variation(
                        "1024-byte pages, never cut firmly, no other checkpointer",
                        Replica.FILE,
                        Checkpointer.ABSENT,
                        List.of("page-size=1024", "pause-ms=2", "secure-delete=ON"),
                        List.of("--firm-rotate", "off", "--snapshot-interval", "3s")));
    }

    /** T1, and T23: a writer at full speed, its own checkpoints, ours, and those of a second process. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("variations")
    void t1_restoreOfAnyCommitUnderMixedLoad_isWhatSqliteMakesOfIt(Variation variation) throws Exception {
        long seed = System.nanoTime() & 0xffff;
        try (S3Server server = S3Server.start()) {
            server.createBucket("chaos");
            String url = variation.replica() == Replica.S3
                    ? server.url("chaos", "app")
                    : folder.resolve("replica").toString();
            try (Storage storage =
                    variation.replica() == Replica.S3 ? S3Server.open(url) : Storages.open(StorageUrl.parse(url))) {
                run(variation, url, storage, seed);
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private void run(Variation variation, String url, Storage storage, long seed) throws Exception {
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        Cli cli = new Cli(folder, S3Server.environment());
        List<String> settings = new ArrayList<>(List.of("seed=" + seed, "busy-timeout-ms=5000"));
        settings.addAll(variation.workload());
        WorkloadSchema.create(
                new WorkloadOptions(with(settings, "db=" + source.database()).toArray(String[]::new)));
        List<List<String>> schema = schema(source.database());
        Counts counts = replicate(variation, cli, source, url, settings);
        source.quiesce();

        Path latest = folder.resolve("latest.db");
        cli.restore(url, latest);
        source.expectEqual(latest);
        assertThat(source.expectAcknowledged(latest))
                .isEqualTo(source.acknowledged().lastKey());
        assertThat(cli.list("generations", url)).as("unbroken generations").hasSize(1);
        expectPoints(cli, url, storage, source, new Random(seed));
        assertThat(counts.of("transactions")).as("%s", counts).isGreaterThan(20);
        assertThat(counts.of("busy") + counts.of("busy_reads"))
                .as("SQLITE_BUSY in %s", counts)
                .isZero();
        assertThat(schema(source.database())).isEqualTo(schema);
    }

    /** Runs all processes side by side until the application is done, and has the rest shipped. */
    private static Counts replicate(Variation variation, Cli cli, Source source, String url, List<String> settings)
            throws IOException {
        List<String> options = variation.options();
        List<String> seconds = with(settings, "seconds=10");
        // While a reader is in its way a checkpoint of these modes keeps writers out until it gives up.
        List<String> impatient = with(settings, "seconds=0", "busy-timeout-ms=200", "pause-ms=60");
        try (Child replicator = cli.replicate(source.database(), url, options);
                Workload application = Workload.start(WorkloadApplication.class, source, seconds)) {
            Counts counts;
            if (variation.checkpointer() == Checkpointer.PRESENT) {
                try (Workload checkpointer = Workload.start(CheckpointerApplication.class, source, impatient)) {
                    counts = application.end();
                    checkpointer.stop();
                }
            } else {
                counts = application.end();
            }
            replicator.terminate();
            replicator.expectExit(0);
            return counts;
        }
    }

    private static List<String> with(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        Collections.addAll(all, more);
        return all;
    }

    private static List<List<String>> schema(Path database) throws SQLException {
        try (Connection connection = Source.open(database)) {
            return Rows.of(connection, SCHEMA);
        }
    }

    private void expectPoints(Cli cli, String url, Storage storage, Source source, Random random) throws Exception {
        List<Point> points = new ArrayList<>(cli.timeline(url));
        Collections.shuffle(points, random);
        List<Point> chosen = points.stream()
                .limit(POINTS)
                .sorted(Comparator.comparingLong(Point::commit))
                .toList();
        Path oracleFolder = Files.createDirectory(folder.resolve("oracle"));
        Oracle oracle = new Oracle(storage, chosen.get(0).generation(), oracleFolder);
        long before = -1;
        for (Point point : chosen) {
            Path restored = folder.resolve("commit-" + point.commit() + ".db");
            if (chosen.indexOf(point) % CLI_ONE_IN == 0) {
                cli.restore(url, restored, "--commit", String.valueOf(point.commit()));
            } else {
                new Restorer()
                        .restore(RestoreRequest.latest(storage, restored)
                                .withTarget(new Target.AtCommit(point.commit())));
            }
            Path rebuilt = oracleFolder.resolve("commit-" + point.commit() + ".db");
            oracle.rebuild(point, rebuilt);
            Source.expectEqual(rebuilt, restored);
            long counter = source.expectAcknowledged(restored);
            assertThat(counter).as("transactions at %s", point).isGreaterThanOrEqualTo(before);
            before = counter;
            Files.delete(restored);
            Files.delete(rebuilt);
        }
    }
}
