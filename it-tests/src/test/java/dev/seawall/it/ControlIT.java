package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a running replicator, from other processes. */
class ControlIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(200)))";

    @TempDir
    Path folder;

    private Source source;
    private Source other;
    private Cli cli;
    private String control;

    @BeforeEach
    void create() throws Exception {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        other = new Source(Files.createDirectory(folder.resolve("other")));
        other.create();
        control = "unix:" + folder.resolve("control.sock");
        cli = new Cli(folder, Map.of("SEAWALL_CONTROL", control));
    }

    /** After the first commit nothing is shipped for an hour, unless somebody asks. */
    @Test
    void syncWaited_thenReplicatorKilled_restoreHasTheCommit() throws Exception {
        try (Connection application = source.open();
                Child replicator = replicate()) {
            run(application, INSERT);
            sync(source);
            run(application, INSERT);
            run(application, INSERT);
            sync(source);
            replicator.kill();
        }
        source.quiesce();
        source.expectEqual(
                cli.restore(replica("source"), folder.resolve("restored.db")).database());
    }

    @Test
    void databases_addedStoppedAndStarted_goOnWithTheirGenerations() throws Exception {
        try (Connection application = source.open();
                Connection second = other.open();
                Child replicator = replicate()) {
            run(application, INSERT);
            cli.run("add", other.database().toString(), replica("other")).expect(0);
            run(second, INSERT);
            sync(other);
            cli.run("stop", source.database().toString()).expect(0);
            run(application, INSERT);
            cli.run("start", source.database().toString()).expect(0);
            run(application, INSERT);
            run(second, INSERT);
            replicator.terminate();
            replicator.expectExit(0);
        }
        assertThat(cli.list("generations", replica("source"))).hasSize(1);
        expectRestored(source, "source");
        expectRestored(other, "other");
    }

    private void expectRestored(Source expected, String name) throws Exception {
        expected.quiesce();
        expected.expectEqual(cli.restore(replica(name), folder.resolve("restored-" + name + ".db"))
                .database());
    }

    private Child replicate() throws Exception {
        Child replicator = cli.replicate(
                source.database(), replica("source"), List.of("--sync-interval", "1h", "--control", control));
        await("the control address")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(folder.resolve("control.sock")));
        return replicator;
    }

    private void sync(Source database) throws Exception {
        cli.run("sync", database.database().toString(), "--wait", "--timeout", "1m")
                .expect(0);
    }

    private String replica(String name) {
        return folder.resolve("replica-" + name).toString();
    }
}
