package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.Application;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicates what a file says, in this process. */
class ReplicateFileTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private CompletableFuture<CliRun> running = CompletableFuture.completedFuture(new CliRun(0, "", ""));

    @Test
    void replicate_whereSomeCannotWork_replicatesTheOthersAndTakesUpChanges() throws Exception {
        Files.writeString(folder.resolve("text.db"), "This is a text, and not a database. ".repeat(10));
        Files.writeString(folder.resolve("file"), "a replica cannot be here");
        try (Application one = Application.create(folder.resolve("one.db"), 4096);
                Application two = Application.create(folder.resolve("two.db"), 4096)) {
            write(database("text", "text") + database("two", "file") + database("one", "one"));
            one.insert(3, 10);
            two.insert(3, 10);
            running = CompletableFuture.supplyAsync(() -> CliRun.of("replicate", "-c", file()));
            awaitStatus(running, "one.db");

            assertThat(verb("sync", path("one"), "--wait").out()).contains("durable in 1 replica");
            write("databases: [");
            assertThat(verb("reload"))
                    .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.number()))
                    .satisfies(refused -> assertThat(refused.err()).contains(file() + ":"));
            write(database("two", "two") + database("one", "one"));
            assertThat(verb("reload").err()).contains(path("two")).doesNotContain(path("one"));
            assertThat(verb("reload").out())
                    .contains(path("one") + ": unchanged", path("two") + ": unchanged")
                    .doesNotContain(path("text"));
            assertThat(verb("sync", path("two"), "--wait").out()).contains("durable in 1 replica");
            one.insert(2, 10);
            CliRun ended = end(running);

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(restored("one")).isEqualTo(one.number("SELECT count(*) FROM t"));
            assertThat(restored("two")).isEqualTo(two.number("SELECT count(*) FROM t"));
        }
    }

    private static CliRun end(CompletableFuture<CliRun> run) throws Exception {
        raise("TERM");
        return run.get(60, TimeUnit.SECONDS);
    }

    /** A second signal would end this very process. */
    @AfterEach
    void endWhatStillRuns() throws Exception {
        if (!running.isDone()) {
            end(running);
        }
    }

    @Test
    void reload_databaseOfTheFileIsGone_restoresOnlyWhatIsNew() throws Exception {
        String restoring = "    restore-if-missing: true\n";
        try (Application one = Application.create(folder.resolve("one.db"), 4096);
                Application two = Application.create(folder.resolve("two.db"), 4096)) {
            one.insert(3, 10);
            two.insert(3, 10);
            write(database("one", "one") + database("two", "two"));
            assertThat(CliRun.of("replicate", path("one"), folder.resolve("one").toString(), "--once")
                            .exitCode())
                    .isZero();
            assertThat(CliRun.of("replicate", path("two"), folder.resolve("two").toString(), "--once")
                            .exitCode())
                    .isZero();
        }
        Files.delete(folder.resolve("one.db"));
        Files.delete(folder.resolve("two.db"));
        write(database("one", "one"));
        running = CompletableFuture.supplyAsync(() -> CliRun.of("replicate", "-c", file()));
        awaitStatus(running, "one.db");

        write(database("one", "one") + restoring + database("two", "two") + restoring);

        assertThat(verb("reload").out()).contains(path("two") + ": added");
        assertThat(folder.resolve("two.db")).exists();
        assertThat(folder.resolve("one.db")).doesNotExist();
        end(running);
    }

    @Test
    void replicate_controlAddressTaken_restoresNothing() throws Exception {
        Path socket = folder.resolve("c.sock");
        write(database("one", "one"));
        try (ServerSocketChannel taken = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            taken.bind(UnixDomainSocketAddress.of(socket));

            // Looking into the replica, a folder that is not there, would fail.
            CliRun run = CliRun.of("replicate", "-c", file(), "--restore-if-missing");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CONFIGURATION.number());
            assertThat(run.err()).contains("another process listens at unix:" + socket);
        }
    }

    @Test
    void replicate_fileThatIsWrong_startsNothing() throws Exception {
        Application.create(folder.resolve("one.db"), 4096).close();
        write(database("one", "one") + "    retentoin: 1d\n");

        CliRun run = CliRun.of("replicate", "-c", file());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .isEqualTo(CliRun.of("config", "check", "-c", file()).err())
                .contains("did you mean 'retention'?");
        assertThat(folder.resolve(".one.db-seawall")).doesNotExist();
        assertThat(folder.resolve("one")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "a.db x -c FILE, do not go together",
        "-c FILE --retention 7d, --retention concerns one database",
        "-c FILE --once, --once concerns one database"
    })
    void replicate_fileAndWhatBelongsIntoIt_isWrongUsage(String line, String message) throws Exception {
        write(database("one", "one"));

        CliRun run = CliRun.of(("replicate " + line.replace("FILE", file())).split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).startsWith("seawall: ").contains(message);
    }

    @Test
    void replicate_noSuchFile_saysWhich() {
        CliRun run = CliRun.of("replicate", "-c", folder.resolve("none.yml").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(run.err()).contains("none.yml: no such file");
    }

    private void write(String databases) throws Exception {
        String head = "control: unix:" + folder.resolve("c.sock") + "\nlog-level: error\n";
        Files.writeString(
                Path.of(file()), databases.startsWith("databases") ? databases : head + "databases:\n" + databases);
    }

    private String database(String name, String replica) {
        return """
              - path: %s.db
                replicas:
                  - path: %s
            """.formatted(name, replica);
    }

    private long restored(String name) throws Exception {
        Path copy = folder.resolve(name + "-restored.db");
        CliRun run =
                CliRun.of("restore", "-o", copy.toString(), folder.resolve(name).toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        try (Application restored = Application.open(copy)) {
            return restored.number("SELECT count(*) FROM t");
        }
    }

    private void awaitStatus(CompletableFuture<CliRun> run, String database) throws Exception {
        long deadline = System.nanoTime() + A_MINUTE.toNanos();
        while (!verb("status").out().contains(database)) {
            assertThat(System.nanoTime() - deadline).isNegative();
            if (run.isDone()) {
                throw new AssertionError(run.get().toString());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private CliRun verb(String... args) {
        Stream<String> address = Stream.of("--control", "unix:" + folder.resolve("c.sock"), "--log-level=error");
        return CliRun.of(Stream.concat(Stream.of(args), address).toArray(String[]::new));
    }

    private static void raise(String name) throws Exception {
        Class<?> type = Class.forName("sun.misc.Signal");
        type.getMethod("raise", type)
                .invoke(null, type.getConstructor(String.class).newInstance(name));
    }

    private String path(String name) {
        return folder.resolve(name + ".db").toString();
    }

    private String file() {
        return folder.resolve("seawall.yml").toString();
    }
}
