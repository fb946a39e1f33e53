package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs applications inside of the replicator: whatever their end, their last commit is in the replica. */
class ExecIT {
    @TempDir
    Path folder;

    private Source source;
    private Cli cli;
    private Path replica;

    @BeforeEach
    void start() throws IOException {
        source = new Source(Files.createDirectory(folder.resolve("source")));
        replica = Files.createDirectory(folder.resolve("replica"));
        cli = new Cli(folder, Map.of());
    }

    /** It creates the database itself, and ends within moments. */
    @ParameterizedTest
    @CsvSource({"close, 0, ''", "halt, 3, ''", "halt, 137, '; kill -9 $$'"})
    void application_thatEndsAtOnce_hasItsCodeAndItsLastCommitIsShipped(String how, int code, String then)
            throws Exception {
        String application = application(how, code);
        String command = then.isEmpty() ? application : "sh -c \"" + application + then + "\"";

        try (Child replicator = exec(command, List.of("--restore-if-missing"))) {
            replicator.expectExit(code);
        }

        expectAllShipped("first");
    }

    @Test
    void restoreIfMissing_databaseDeleted_isThereBeforeTheApplicationStarts() throws Exception {
        try (Child replicator = exec(application("close", 0), List.of())) {
            replicator.expectExit(0);
        }
        for (Path file : List.of(source.database(), source.wal(), source.shm())) {
            Files.deleteIfExists(file);
        }

        String command = "sh -c \"test -s '" + source.database() + "' && " + application("close", 0) + "\"";
        try (Child replicator = exec(command, List.of("--restore-if-missing"))) {
            replicator.expectExit(0);
            assertThat(replicator.err()).contains("restored " + source.database());
        }

        expectAllShipped("first", "first");
    }

    @Test
    void restoreIfMissing_storageUnreachable_neverStartsTheApplication() throws Exception {
        Path started = folder.resolve("started");
        Cli withCredentials = new Cli(folder, S3Server.environment());

        Cli.Result result = withCredentials.run(
                "replicate",
                "--restore-if-missing",
                "--log-level",
                "error",
                "--exec",
                "touch '" + started + "'",
                source.database().toString(),
                "s3://bucket/app?endpoint=http://127.0.0.1:1");

        assertThat(result.expect(5).errorLine()).contains("127.0.0.1:1");
        assertThat(started).doesNotExist();
        assertThat(source.database()).doesNotExist();
    }

    @Test
    void sigterm_isTheApplications_andWhatItCommitsThenIsShipped() throws Exception {
        try (Child replicator = exec(application("wait", 5), List.of())) {
            await("the application")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(source.database().resolveSibling("ready")));
            replicator.terminate();
            replicator.expectExit(5);
        }

        expectAllShipped("first", "last");
    }

    /** Its standard input is ours; our files are not its, and starting it took no lock from us. */
    @Test
    void application_inheritsInputAndNoDescriptor_andTheLocksStay() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "skipped: this system has no /proc/locks");
        source.create();
        try (Connection application = source.open();
                Child replicator = exec("sh -c 'read code; exit $code'", List.of())) {
            await("the application")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> child(replicator).isPresent());
            run(application, "INSERT INTO item (body) VALUES ('ours')");

            HeldLocksIT.expectHeld(replicator, source);
            assertThat(descriptors(child(replicator).orElseThrow())).containsOnlyKeys("0", "1", "2");
            assertThat(descriptors(ProcessHandle.of(replicator.pid()).orElseThrow()))
                    .as("what could have been inherited")
                    .containsValue(source.database());

            replicator.tell("7");
            replicator.expectExit(7);
        }
        expectAllShipped("ours");
    }

    @Test
    void application_thatIgnoresSigterm_isKilledAfterTheTimeout() throws Exception {
        source.create();
        Path ready = folder.resolve("ready");
        String command = "sh -c \"trap '' TERM; touch '" + ready + "'; exec sleep 100\"";
        try (Connection application = source.open();
                Child replicator = exec(command, List.of("--shutdown-timeout", "500ms"))) {
            await("the application").atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready));
            run(application, "INSERT INTO item (body) VALUES ('ours')");
            replicator.terminate();
            replicator.expectExit(137);
            assertThat(replicator.err()).contains("killing it");
        }
        expectAllShipped("ours");
    }

    private Child exec(String command, List<String> options) throws IOException {
        return cli.start(
                "exec",
                Jvm.QUICK_START,
                Words.of(
                        "replicate",
                        options,
                        "--exec",
                        command,
                        source.database().toString(),
                        replica.toString()));
    }

    private String application(String how, int code) {
        return Jvm.of(ExecApplication.class, List.of(source.database().toString(), how, String.valueOf(code))).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    private static Optional<ProcessHandle> child(Child replicator) {
        return ProcessHandle.of(replicator.pid()).stream()
                .flatMap(ProcessHandle::children)
                .findFirst()
                // Until then it is a copy of ours, or the helper by which Java starts processes.
                .filter(child -> !child.info().command().orElse("java").matches(".*/?(java|jspawnhelper)"));
    }

    private static Map<String, Path> descriptors(ProcessHandle process) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return open.collect(Collectors.toMap(fd -> fd.getFileName().toString(), ExecIT::target));
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // closed meanwhile
        }
    }

    private void expectAllShipped(String... bodies) throws Exception {
        Path restored =
                cli.restore(replica.toString(), folder.resolve("restored.db")).database();
        source.quiesce();
        source.expectEqual(restored);
        try (Connection connection = Source.open(restored)) {
            assertThat(row(connection, "SELECT group_concat(body) FROM item").get(0))
                    .isEqualTo(String.join(",", bodies));
        }
    }
}
