package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicates and restores a database of 2 GB and a transaction of 1 GB in little memory. */
class LargeIT {
    private static final long MIB = 1L << 20;
    /** Database, WAL, replica and restored database, with room to spare. */
    private static final long NEEDED_BYTES = 12_000 * MIB;

    private static final List<String> SMALL_HEAP = List.of("-XX:+UseSerialGC", "-Xmx64m");
    /** Mostly zeros, for speed; some noise, so that pages in the wrong place show. */
    private static final String ITEMS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
            + " INSERT INTO item (noise, body) SELECT randomblob(20000), zeroblob(1028576) FROM n";

    @TempDir
    Path folder;

    /** T23: beyond the page at 1 GiB that SQLite never uses. */
    @Test
    void t23_databaseOf2GbAndTransactionOf1Gb_in64MibOfHeap_areReplicatedAndRestored() throws Exception {
        assumeTrue(folder.toFile().getUsableSpace() > NEEDED_BYTES, "skipped: needs 12 GB of disk");
        String replica = folder.resolve("replica").toString();
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        Cli cli = new Cli(folder, Map.of());
        try (Connection application = source.open()) {
            run(
                    application,
                    "PRAGMA page_size = 16384",
                    "PRAGMA journal_mode = OFF",
                    "PRAGMA synchronous = OFF",
                    "CREATE TABLE item (id INTEGER PRIMARY KEY, noise BLOB, body BLOB)",
                    ITEMS.formatted(2_000),
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA wal_autocheckpoint = 0");
            assertThat(Files.size(source.database())).isGreaterThan(2_000 * MIB);
            try (Child replicator = cli.start(
                    "replicate",
                    SMALL_HEAP,
                    List.of("replicate", source.database().toString(), replica))) {
                await("the snapshot")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> ShippedState.of(source).isPresent());
                run(application, ITEMS.formatted(1_000));
                assertThat(Files.size(source.wal())).isGreaterThan(1_000 * MIB);
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        source.quiesce();
        Path restored = folder.resolve("restored.db");
        List<String> restore = List.of("restore", "--check", "none", "-o", restored.toString(), replica);
        try (Child child = cli.start("restore", SMALL_HEAP, restore)) {
            child.expectExit(0);
        }
        source.expectEqual(restored);
    }
}
