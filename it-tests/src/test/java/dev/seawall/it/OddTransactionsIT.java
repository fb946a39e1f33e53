package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.Storages;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicates transactions that grow and shrink the file in unusual ways, while a second process checkpoints it. */
class OddTransactionsIT {
    private static final List<String> OPTIONS = List.of("--checkpoint-pages", "100", "--sync-interval", "20ms");
    private static final String GROW = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
            + " INSERT INTO %s (body) SELECT randomblob(%d) FROM n";

    @TempDir
    Path folder;

    private Source source;
    private Cli cli;
    private String url;
    private Storage storage;
    private Comparison comparison;

    @BeforeEach
    void prepare() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        cli = new Cli(folder, Map.of());
        url = folder.resolve("replica").toString();
        storage = Storages.open(StorageUrl.parse(url));
        comparison = new Comparison(folder, cli, url, storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private interface Application {
        void run(Connection connection) throws Exception;
    }

    /** Runs an application beside the replicator and a checkpointer, and compares: one generation, every point right. */
    private void expectReplicated(List<String> pragmas, Application application) throws Exception {
        try (Connection connection = source.open()) {
            run(connection, pragmas.toArray(String[]::new));
            run(
                    connection,
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA cache_size = 10",
                    "CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB)",
                    "CREATE TABLE large (id INTEGER PRIMARY KEY, body BLOB)");
            List<String> settings = List.of("seconds=0", "busy-timeout-ms=100", "pause-ms=40");
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS);
                    Workload checkpointer = Workload.start(CheckpointerApplication.class, source, settings)) {
                await("a snapshot")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> ShippedState.of(source).isPresent());
                application.run(connection);
                checkpointer.stop();
                replicator.terminate();
                replicator.expectExit(0);
            }
        }
        comparison.expectLatest(source);
        assertThat(cli.list("generations", url)).as("generations").hasSize(1);
        comparison.expectPoints(20);
    }

    /** T3: pages that a transaction allocates and gives back are never written, but the file is as long as if they were. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 4096})
    void t3_transactionThatFreesThePagesItAllocated_isRestoredExactly(int pageSize) throws Exception {
        expectReplicated(List.of("PRAGMA page_size = " + pageSize), connection -> {
            for (int i = 0; i < 30; i++) {
                run(
                        connection,
                        "BEGIN IMMEDIATE",
                        "INSERT INTO item (body) VALUES (randomblob(100))",
                        GROW.formatted(10 + i, "large", 5 * pageSize),
                        "INSERT INTO large (body) VALUES (zeroblob(" + 40 * pageSize + "))",
                        "INSERT INTO item (body) VALUES (randomblob(100))",
                        "DELETE FROM large WHERE id % 3 <> " + i % 4,
                        "COMMIT");
            }
        });
    }

    /** T8: the file shrinks and grows between commits that are shipped together. */
    @ParameterizedTest
    @ValueSource(strings = {"NONE", "FULL", "INCREMENTAL"})
    void t8_fileThatShrinksAndGrowsWithinOneSync_isRestoredExactly(String autoVacuum) throws Exception {
        expectReplicated(List.of("PRAGMA auto_vacuum = " + autoVacuum), connection -> {
            for (int i = 0; i < 8; i++) {
                run(connection, "CREATE TABLE passing (id INTEGER PRIMARY KEY, body BLOB)");
                run(connection, GROW.formatted(200, "passing", 3_000), GROW.formatted(20, "item", 500));
                run(connection, "DROP TABLE passing", GROW.formatted(3, "item", 500));
                run(connection, "PRAGMA incremental_vacuum(50)", "DELETE FROM item WHERE id % 2 = 0");
                run(connection, "PRAGMA incremental_vacuum", "VACUUM", GROW.formatted(5, "item", 9_000));
            }
        });
    }

    /** T8: the page size can change only outside of WAL mode, and so only while nothing is replicated. */
    @Test
    void t8_pageSizeChangedByVacuumWhileDown_beginsANewGeneration() throws Exception {
        source.create();
        try (Connection connection = source.open()) {
            run(connection, GROW.formatted(50, "item", 1_000));
        }
        once();
        try (Connection connection = source.open()) {
            run(connection, "PRAGMA journal_mode = DELETE", "PRAGMA page_size = 1024", "VACUUM");
            run(connection, "PRAGMA journal_mode = WAL", GROW.formatted(50, "item", 1_000));
            assertThat(row(connection, "PRAGMA page_size")).containsExactly("1024");
            once();
        }
        assertThat(cli.list("generations", url)).hasSize(2);
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }

    private void once() throws Exception {
        cli.run("replicate", "--once", source.database().toString(), url).expect(0);
    }

    /** T23: bytes at the end of each page that are an extension's, not SQLite's. */
    @Test
    void t23_pagesWithReservedBytes_areRestoredExactly() throws Exception {
        assumeTrue(Sqlite3.isInstalled("sqlite3"), "skipped: the tool sqlite3 is not installed (Debian: sqlite3)");
        Sqlite3.run(source.database(), ".filectrl reserve_bytes 32", "CREATE TABLE t (x)", "VACUUM");
        assertThat(Files.readAllBytes(source.database())[20])
                .as("reserved bytes")
                .isEqualTo((byte) 32);
        Random random = new Random(23);
        expectReplicated(List.of(), connection -> {
            for (int i = 0; i < 20; i++) {
                run(connection, GROW.formatted(10, "item", random.nextInt(9_000)), "DELETE FROM item WHERE id % 3 = 0");
            }
        });
    }
}
