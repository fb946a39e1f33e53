package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.it.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the replicator on databases in all kinds of states, and stops and starts it again. */
class StartIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(200)))";

    @TempDir
    Path folder;

    private Source source;
    private Cli cli;
    private String url;

    @BeforeEach
    void prepare() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        cli = new Cli(folder, Map.of());
        url = folder.resolve("replica").toString();
    }

    @Test
    void database_createdAfterTheStart_isReplicated() throws Exception {
        try (Child replicator = replicate()) {
            soon().until(() -> replicator.err().contains("does not exist"));
            source.create();
            try (Connection application = source.open()) {
                run(application, INSERT);
                stopWhenShipped(replicator);
            }
        }
        expectEverythingRestorable();
    }

    @Test
    void database_notInWalMode_isRefusedWithTheNextStep() throws Exception {
        createWithoutWal();

        Result result = cli.run("replicate", source.database().toString(), url).expect(9);

        assertThat(result.errorLine()).contains("delete").contains("--enable-wal");
        assertThat(source.wal()).doesNotExist();
    }

    @Test
    void enableWal_onADatabaseNotInWalMode_switchesAndReplicates() throws Exception {
        createWithoutWal();

        cli.run("replicate", "--once", "--enable-wal", source.database().toString(), url)
                .expect(0);

        expectEverythingRestorable();
    }

    @Test
    void database_lockedExclusively_isNamedAndReplicatedOnceReleased() throws Exception {
        source.create();
        try (Child replicator = startOnLocked()) {
            stopWhenShipped(replicator);
        }
        expectEverythingRestorable();
    }

    private Child startOnLocked() throws Exception {
        try (Connection application = source.open()) {
            run(application, "PRAGMA locking_mode = EXCLUSIVE", INSERT);
            Result once = cli.run("replicate", "--once", source.database().toString(), url)
                    .expect(9);
            assertThat(once.errorLine()).contains("locked").contains("EXCLUSIVE");
            Child replicator = replicate();
            soon().until(() -> replicator.err().contains("locked"));
            return replicator;
        }
    }

    @Test
    void file_thatLooksEncrypted_isRefused() throws Exception {
        byte[] noise = new byte[8_192];
        new Random(1).nextBytes(noise);
        Files.write(source.database(), noise);

        Result result = cli.run("replicate", source.database().toString(), url).expect(9);

        assertThat(result.errorLine()).contains("encrypted");
        assertThat(source.database()).hasBinaryContent(noise);
    }

    @Test
    void database_replicatedByAnotherSeawall_isRefused() throws Exception {
        source.create();
        try (Child first = replicate()) {
            soon().until(() -> ShippedState.of(source).isPresent());
            Result second = cli.run(
                            "replicate",
                            source.database().toString(),
                            folder.resolve("other").toString())
                    .expect(9);
            assertThat(second.errorLine()).contains("another Seawall");
            first.terminate();
            first.expectExit(0);
        }
        expectEverythingRestorable();
    }

    @Test
    void t10_databaseReplacedWhileRunning_isFollowedInANewGeneration() throws Exception {
        source.create();
        Source other = new Source(Files.createDirectory(folder.resolve("other")));
        other.create();
        try (Connection connection = other.open()) {
            run(connection, INSERT, INSERT);
        }
        try (Child replicator = replicate()) {
            soon().until(() -> ShippedState.of(source).isPresent());
            String before = ShippedState.of(source).orElseThrow().generation();
            Files.move(other.database(), source.database(), StandardCopyOption.REPLACE_EXISTING);
            // Whoever replaces a database takes its WAL away, too.
            Files.delete(source.wal());
            Files.delete(source.shm());
            soon().until(() -> ShippedState.of(source)
                    .filter(state -> !state.generation().equals(before))
                    .isPresent());
            try (Connection application = source.open()) {
                run(application, INSERT);
                stopWhenShipped(replicator);
            }
        }
        List<Map<String, Object>> generations = cli.list("generations", url);
        assertThat(generations).hasSize(2);
        assertThat(generations.get(1)).containsEntry("reason", "database_replaced");
        expectEverythingRestorable();
    }

    @Test
    void t6_replicatorStartedAgainWithoutWritesMeanwhile_goesOnWithItsGeneration() throws Exception {
        source.create();
        try (Child replicator = replicate()) {
            soon().until(() -> ShippedState.of(source).isPresent());
            try (Connection application = source.open()) {
                run(application, INSERT); // an empty WAL could not prove that nothing happened meanwhile
            }
            stopWhenShipped(replicator);
        }
        for (int i = 0; i < 3; i++) {
            startAndStop();
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    @Test
    void t6_replicatorStartedAgainWithWritesMeanwhile_goesOnWithItsGeneration() throws Exception {
        source.create();
        try (Connection application = source.open()) {
            for (int i = 0; i < 3; i++) {
                run(application, INSERT);
                startAndStop();
            }
            run(application, INSERT);
            cli.run("replicate", "--once", source.database().toString(), url).expect(0);
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    private void startAndStop() throws Exception {
        try (Child replicator = replicate()) {
            soon().until(() -> replicator.err().contains("generation"));
            stopWhenShipped(replicator);
        }
    }

    @Test
    void t6_applicationClosingItsLastConnection_isNoBreak() throws Exception {
        source.create();
        try (Child replicator = replicate()) {
            soon().until(() -> ShippedState.of(source).isPresent());
            for (int i = 0; i < 5; i++) {
                try (Connection application = source.open()) {
                    run(application, INSERT);
                }
                assertThat(source.wal()).exists();
            }
            stopWhenShipped(replicator);
        }
        assertThat(cli.list("generations", url)).hasSize(1);
        expectEverythingRestorable();
    }

    private Child replicate() throws Exception {
        return cli.replicate(source.database(), url, List.of());
    }

    private void createWithoutWal() throws Exception {
        try (Connection application = source.open()) {
            run(application, "CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT)", INSERT);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private void stopWhenShipped(Child replicator) {
        soon().until(() -> ShippedState.of(source).isPresent());
        replicator.terminate();
        replicator.expectExit(0);
    }

    private void expectEverythingRestorable() throws Exception {
        source.quiesce();
        Path latest = cli.restore(url, folder.resolve("latest.db")).database();
        source.expectEqual(latest);
        Comparison.expectIntegrity(latest);
    }
}
