package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.Storages;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Puts another database in the place of the one that is replicated, in all the ways that people do. */
class ReplacedIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(300)))";

    @TempDir
    Path folder;

    private Source source;
    private Source other;
    private Cli cli;
    private String url;
    private Storage storage;
    private Comparison comparison;

    @BeforeEach
    void prepare() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        other = new Source(Files.createDirectory(folder.resolve("other")));
        other.create();
        try (Connection connection = other.open()) {
            run(connection, INSERT, INSERT, INSERT);
        }
        other.quiesce();
        cli = new Cli(folder, Map.of());
        url = folder.resolve("replica").toString();
        storage = Storages.open(StorageUrl.parse(url));
        comparison = new Comparison(folder, cli, url, storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    /** T10: the old WAL stays; what SQLite makes of the two together is what counts. */
    @Test
    void t10_databaseMovedInWithTheOldWalLeft_beginsANewGeneration() throws Exception {
        try (Child replicator = start()) {
            Files.move(other.database(), source.database(), StandardCopyOption.REPLACE_EXISTING);
            awaitSecondGeneration();
            stop(replicator);
        }
        expectReason("database_replaced");
    }

    /** T10: deleted, and created anew under the same name. */
    @Test
    void t10_databaseDeletedAndCreatedAgain_beginsANewGeneration() throws Exception {
        try (Child replicator = start()) {
            Files.delete(source.database());
            Files.delete(source.wal());
            Files.delete(source.shm());
            source.create();
            try (Connection application = source.open()) {
                run(application, INSERT);
                awaitSecondGeneration();
                run(application, INSERT);
            }
            stop(replicator);
        }
        expectReason("database_replaced");
    }

    /** A script tidies up between two runs of the application: from then on we would watch what nobody uses. */
    @Test
    void sharedMemoryDeletedWhileTheApplicationWasAway_isMetAgain() throws Exception {
        try (Child replicator = start()) {
            Files.delete(source.shm());
            try (Connection application = source.open()) {
                run(application, INSERT);
                comparison.awaitShipped(application);
                run(application, INSERT);
                comparison.awaitShipped(application);
            }
            stop(replicator);
        }
        compare();
    }

    /** T10: the shell writes every page of another database through SQLite: one large commit like any other. */
    @Test
    void t10_databaseRestoredIntoByTheShell_isACommit() throws Exception {
        assumeTrue(Sqlite3.isInstalled("sqlite3"), "skipped: the tool sqlite3 is not installed (Debian: sqlite3)");
        try (Child replicator = start()) {
            Sqlite3.run(source.database(), ".restore " + other.database());
            try (Connection application = source.open()) {
                run(application, INSERT);
            }
            stop(replicator);
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        compare();
    }

    /** T10: refused while we hold the WAL; while we are down it is a break. */
    @Test
    void t10_journalModeChangedAndChangedBack_isRefusedWhileRunningAndABreakWhileDown() throws Exception {
        try (Connection application = source.open()) {
            try (Child replicator = start()) {
                run(application, "PRAGMA busy_timeout = 0");
                assertThatThrownBy(() -> run(application, "PRAGMA journal_mode = DELETE"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("locked");
                run(application, INSERT);
                stop(replicator);
            }
            run(application, "PRAGMA journal_mode = DELETE", INSERT);
            assertThat(row(application, "PRAGMA journal_mode = WAL")).containsExactly("wal");
            run(application, INSERT);
            try (Child replicator = cli.replicate(source.database(), url, List.of())) {
                awaitSecondGeneration();
                stop(replicator);
            }
        }
        expectReason("wal_restarted_while_down");
    }

    private Child start() throws Exception {
        try (Connection application = source.open()) {
            run(application, INSERT);
            Child replicator = cli.replicate(source.database(), url, List.of());
            await("a restore point").atMost(Duration.ofSeconds(60)).until(comparison::isRestorable);
            return replicator;
        }
    }

    private void awaitSecondGeneration() {
        await("a second generation")
                .atMost(Duration.ofSeconds(60))
                .until(() -> comparison.points().stream()
                                .map(Cli.Point::generation)
                                .distinct()
                                .count()
                        == 2);
    }

    private static void stop(Child replicator) {
        replicator.terminate();
        replicator.expectExit(0);
    }

    private void expectReason(String reason) throws Exception {
        List<Map<String, Object>> generations = cli.list("generations", url);
        assertThat(generations).hasSize(2);
        assertThat(generations.get(1))
                .containsEntry("reason", reason)
                .containsEntry("follows", generations.get(0).get("generation"));
        compare();
    }

    private void compare() throws Exception {
        comparison.expectLatest(source);
        comparison.expectPoints(10);
    }
}
