package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.it.Cli.Point;
import dev.seawall.storage.Storage;
import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the storage away while the application goes on writing, and kills the replicator in the middle of it: what we
 * keep on the disk stays bounded, and the history goes on, or says where it does not.
 */
class OutageIT {
    /** Where a file of the spool keeps the header of the WAL that it is of. */
    private static final long SEALED_HEADER_AT = 16;

    private static final long MIB = 1L << 20;
    private static final int ROWS = 50;
    private static final int ROW_BYTES = 20_000;
    /** The limit is 1 MiB; a lost race against the writer is made good at four times that. */
    private static final long MOST_WAL_BYTES = 12 * MIB;

    @TempDir
    Path folder;

    private S3Server server;
    private FaultProxy proxy;
    private Source source;
    private Cli cli;
    private String url;
    private Storage direct;
    private Comparison comparison;
    private int commits;
    private long mostSpoolBytes;
    private long mostWalBytes;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start();
        server.createBucket("outage");
        proxy = FaultProxy.before(server);
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        try (Connection application = source.open()) {
            for (int i = 0; i < ROWS; i++) {
                run(application, "INSERT INTO item (body) VALUES (randomblob(" + ROW_BYTES + "))");
            }
        }
        source.quiesce();
        cli = new Cli(folder, S3Server.environment());
        url = proxy.url("outage", "app");
        direct = S3Server.open(server.url("outage", "app"));
        comparison = new Comparison(folder, cli, url, direct);
    }

    @AfterEach
    void stop() throws Exception {
        direct.close();
        proxy.close();
        server.close();
    }

    private Child replicate(String spoolLimit) throws IOException {
        List<String> options = List.of(
                "--max-wal-size",
                "1MiB",
                "--spool-limit",
                spoolLimit,
                "--checkpoint-pages",
                "50",
                "--sync-interval",
                "20ms");
        return cli.replicate(source.database(), url, options);
    }

    @Test
    void outageThatFitsInTheSpool_withAKillInTheMiddle_costsNoCommit() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = replicate("64MiB")) {
                awaitAllShipped(application);
                proxy.shut();
                write(application, 4 * MIB);
                awaitFirstFramesSealed();
                replicator.kill();
            }
            try (Child replicator = replicate("64MiB")) {
                await("a failure")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> replicator.err().contains("cannot"));
                write(application, 4 * MIB);
                proxy.open();
                awaitAllShipped(application);
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        List<Point> points = comparison.points();
        long first = points.get(0).commit();
        for (int i = 0; i < points.size(); i++) {
            assertThat(points.get(i).commit()).as("commits without a hole").isEqualTo(first + i);
        }
        assertThat(points).as("a restore point for every commit").hasSizeGreaterThanOrEqualTo(commits);
        expectBounded(64 * MIB);
        comparison.expectLatest(source);
        comparison.expectPoints(15);
    }

    @Test
    void outagesBeyondTheSpool_withAKillInTheMiddle_areDeclaredGaps() throws Exception {
        int restorable;
        try (Connection application = source.open()) {
            try (Child replicator = replicate("1MiB")) {
                awaitAllShipped(application);
                restorable = comparison.points().size();
                proxy.playBy(request -> request.isUpload() ? Fault.SLOW_DOWN : Fault.NONE);
                write(application, 8 * MIB);
                replicator.kill();
            }
            try (Child replicator = replicate("1MiB")) {
                await("a failure")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> replicator.err().contains("cannot"));
                write(application, 8 * MIB);
                proxy.play(Fault.NONE);
                awaitAllShipped(application);
                proxy.playBy(request -> request.isUpload() ? Fault.RESET : Fault.NONE);
                write(application, 12 * MIB);
                proxy.play(Fault.NONE);
                awaitAllShipped(application);
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        List<Map<String, Object>> generations = cli.list("generations", url);
        assertThat(generations).hasSize(3);
        for (int i = 1; i < generations.size(); i++) {
            assertThat(generations.get(i))
                    .containsEntry("follows", generations.get(i - 1).get("generation"));
        }
        // The next start after a kill sees only that the WAL is another one.
        assertThat(generations.get(1).get("reason")).isIn("spool_full", "wal_restarted_while_down");
        assertThat(generations.get(2)).containsEntry("reason", "spool_full");
        assertThat(cli.list("timeline", url))
                .filteredOn(point -> point.get("gap_since") != null)
                .as("gaps that the timeline shows")
                .hasSize(generations.size() - 1);
        assertThat(comparison.points())
                .filteredOn(
                        point -> point.generation().equals(generations.get(0).get("generation")))
                .as("restore points of the old generation, with what was sealed")
                .hasSizeGreaterThan(restorable);
        expectBounded(MIB);
        comparison.expectLatest(source);
        comparison.expectPoints(15);
    }

    /** Commits this much, a row at a time; any error of SQLite's would end the test. */
    private void write(Connection application, long bytes) {
        int until = commits + (int) (bytes / ROW_BYTES);
        await("commits")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    writeRow(application);
                    mostSpoolBytes = Math.max(mostSpoolBytes, spoolBytes());
                    mostWalBytes = Math.max(mostWalBytes, Files.size(source.wal()));
                    return commits >= until;
                });
    }

    private void writeRow(Connection application) throws Exception {
        run(application, "UPDATE item SET body = randomblob(" + ROW_BYTES + ") WHERE id = " + (1 + commits % ROWS));
        commits++;
    }

    /** Waits until a row that is written now can be restored. */
    private void awaitAllShipped(Connection application) throws Exception {
        writeRow(application);
        comparison.awaitShipped(application);
    }

    /**
     * Waits until the spool tells what the live WAL follows, which takes moments after each restart of the WAL: a kill before
     * that is an honest break.
     */
    private void awaitFirstFramesSealed() {
        Path wal = source.database().resolveSibling(source.database().getFileName() + "-wal");
        await("the live WAL's header in the spool")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    byte[] header = bytes(wal, 0);
                    try (Stream<Path> files = Files.list(source.state().resolveSibling("spool"))) {
                        return files.filter(OutageIT::isSeal)
                                .anyMatch(file -> Arrays.equals(bytes(file, SEALED_HEADER_AT), header));
                    }
                });
    }

    /** Not one that is kept for the next seal. */
    private static boolean isSeal(Path file) {
        byte[] magic = "SWS1".getBytes(StandardCharsets.US_ASCII);
        return file.toString().endsWith(".wal") && Arrays.equals(Arrays.copyOf(bytes(file, 0), magic.length), magic);
    }

    /** The 32 bytes of a WAL header; none if the file is gone. */
    private static byte[] bytes(Path file, long at) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] header = new byte[32];
            open.seek(at);
            open.readFully(header);
            return header;
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private long spoolBytes() throws IOException {
        Path spool = source.state().resolveSibling("spool");
        long bytes = 0;
        try (Stream<Path> files = Files.list(spool)) {
            for (Path file : files.toList()) {
                bytes += Files.exists(file) ? file.toFile().length() : 0;
            }
        }
        return bytes;
    }

    private void expectBounded(long spoolLimitBytes) {
        assertThat(mostWalBytes).as("bytes of the WAL, at most").isLessThan(MOST_WAL_BYTES);
        assertThat(mostSpoolBytes).as("bytes in the spool, at most").isLessThan(spoolLimitBytes + spoolLimitBytes / 8);
    }
}
