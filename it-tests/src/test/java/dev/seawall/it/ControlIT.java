package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    /** What did not change goes on as if nothing had happened: neither opened again, nor with another generation. */
    @Test
    void hangup_fileChanged_changesOnlyThatAndAnInvalidFileChangesNothing() throws Exception {
        assumeFalse(isHangupIgnored(), "SIGHUP is ignored here, as under nohup, and stays so");
        Path file = folder.resolve("seawall.yml");
        Files.writeString(file, "control: " + control + "\ndatabases:\n" + entry(source, "source"));
        try (Connection application = source.open();
                Connection second = other.open();
                Child replicator = start(List.of("replicate", "-c", file.toString()))) {
            run(application, INSERT);
            sync(source);
            Files.writeString(file, entry(other, "other"), StandardOpenOption.APPEND);
            hangUp(replicator, "reloaded: 1 added, 0 removed, 0 restarted, 1 unchanged");
            Files.writeString(file, "databases: none");
            hangUp(replicator, "SIGHUP: nothing was changed: ");
            run(application, INSERT);
            run(second, INSERT);
            replicator.terminate();
            replicator.expectExit(0);
            assertThat(replicator.err()).doesNotContain("going on with generation");
        }
        assertThat(cli.list("generations", replica("source"))).hasSize(1);
        expectRestored(source, "source");
        expectRestored(other, "other");
    }

    private String entry(Source database, String name) {
        return "  - path: " + database.database() + "\n    replicas:\n      - url: " + replica(name) + "\n";
    }

    private static void hangUp(Child replicator, String expected) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(replicator.pid()))
                        .start()
                        .waitFor())
                .isZero();
        await(expected)
                .atMost(Duration.ofSeconds(60))
                .until(() -> replicator.err().contains(expected));
    }

    private static boolean isHangupIgnored() throws Exception {
        Path status = Path.of("/proc/self/status");
        try (Stream<String> lines = Files.exists(status) ? Files.lines(status) : Stream.of()) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16) % 2 == 1);
        }
    }

    private void expectRestored(Source expected, String name) throws Exception {
        expected.quiesce();
        expected.expectEqual(cli.restore(replica(name), folder.resolve("restored-" + name + ".db"))
                .database());
    }

    private Child replicate() throws Exception {
        return start(List.of(
                "replicate",
                "--sync-interval",
                "1h",
                "--control",
                control,
                source.database().toString(),
                replica("source")));
    }

    private Child start(List<String> args) throws Exception {
        Child replicator = cli.start("replicate", Jvm.QUICK_START, args);
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
