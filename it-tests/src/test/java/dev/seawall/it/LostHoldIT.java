package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.it.Cli.Restored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the replicator's locks away behind its back. */
class LostHoldIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(2000)))";

    @TempDir
    Path folder;

    /** T7: a checkpoint by another while nothing is held. */
    @Test
    void t7_lostLocksThenAWalRestartedByAnother_beginANewGenerationAndLoseNothing() throws Exception {
        Path replica = folder.resolve("replica");
        Cli cli = new Cli(folder, Map.of());
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        List<String> command =
                Jvm.of(ClumsyReplicator.class, List.of(source.database().toString(), replica.toString()));
        Path before = folder.resolve("before.db");
        try (Connection application = source.open();
                Child replicator = Child.start(folder, "clumsy", command, Map.of())) {
            run(application, "PRAGMA busy_timeout = 0", INSERT);
            await("a shipped commit")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ShippedState.of(source).isPresent());
            // A checkpoint that cannot restart the WAL shows that the hold is there.
            await("a hold that stops TRUNCATE").atMost(Duration.ofSeconds(60)).until(() -> {
                run(application, INSERT);
                return row(application, "PRAGMA wal_checkpoint(TRUNCATE)")
                        .get(0)
                        .equals("1");
            });
            long rows = count(application);
            await("the last row shipped").atMost(Duration.ofSeconds(60)).until(() -> shippedRows(cli, replica) == rows);

            replicator.tell("drop");
            await("the locks dropped")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> replicator.out().contains("dropped"));
            assertThat(row(application, "PRAGMA wal_checkpoint(TRUNCATE)").get(0))
                    .as("TRUNCATE is no longer kept from restarting the WAL")
                    .isEqualTo("0");
            Files.copy(source.database(), before);
            run(application, INSERT, INSERT, INSERT);
            await("a second generation")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> generations(cli, replica).size() == 2);
            run(application, INSERT);
            replicator.closeInput();
            replicator.expectExit(0);
            assertThat(replicator.out() + replicator.err())
                    .as("what it said of the lost hold")
                    .containsOnlyOnce("the hold on the WAL was lost");
        }
        source.quiesce();
        List<Map<String, Object>> generations = generations(cli, replica);
        assertThat(generations).hasSize(2);
        assertThat(generations.get(1))
                .containsEntry("reason", "lost_hold")
                .containsEntry("follows", generations.get(0).get("generation"));
        String first = String.valueOf(generations.get(0).get("generation"));
        Restored old = cli.restore(replica.toString(), folder.resolve("old.db"), "--generation", first);
        Source.expectEqual(before, old.database());
        Restored latest = cli.restore(replica.toString(), folder.resolve("latest.db"));
        source.expectEqual(latest.database());
    }

    private static List<Map<String, Object>> generations(Cli cli, Path replica) throws Exception {
        return cli.list("generations", replica.toString());
    }

    private static long count(Connection connection) throws Exception {
        return Long.parseLong(row(connection, "SELECT count(*) FROM item").get(0));
    }

    private long shippedRows(Cli cli, Path replica) throws Exception {
        Path restored = folder.resolve("probe.db");
        cli.restore(replica.toString(), restored);
        try (Connection connection = Source.open(restored)) {
            return count(connection);
        } finally {
            Files.delete(restored);
        }
    }
}
