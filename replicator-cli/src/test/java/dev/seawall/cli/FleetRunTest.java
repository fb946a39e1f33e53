package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.Destination;
import dev.seawall.Member;
import dev.seawall.Replication.Settings;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs several databases in this process, asks it with the verbs, and sends it the signals that a process would get. */
class FleetRunTest implements FleetRun.Source {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<Member> wanted = new CopyOnWriteArrayList<>();
    private CompletableFuture<ExitCode> run = CompletableFuture.completedFuture(ExitCode.DONE);
    private Application app;

    @BeforeEach
    void start() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        app.insert(1, 100);
        wanted.add(member("app"));
        run = CompletableFuture.supplyAsync(() -> {
            try {
                return (ExitCode) FleetRun.run(this, Optional.of(ControlAddress.parse(address())), Optional.empty());
            } catch (NotShippedException e) {
                return ExitCode.NOT_SHIPPED;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        awaitStatus("app.db");
    }

    @AfterEach
    void stop() throws Exception {
        if (!run.isDone()) { // a second signal would end this process
            raise("TERM");
            run.get(60, TimeUnit.SECONDS);
        }
        app.close();
    }

    @Test
    void verbs_askedOneAfterTheOther_doWhatTheySay() throws Exception {
        assertThat(done("sync", path("app"), "--wait", "--timeout", "1m"))
                .isEqualTo(path("app") + ": durable in 1 replica\n");
        assertThat(done("sync", path("app"))).isEqualTo(path("app") + ": asked to ship\n");
        assertThat(done("stop", path("app"))).isEqualTo(path("app") + ": stopped\n");
        assertThat(done("status")).contains("stopped");
        assertFailed(verb("sync", path("app"), "--wait"), ExitCode.NOT_SHIPPED, "is stopped: start it first");
        assertThat(done("start", path("app"))).isEqualTo(path("app") + ": started\n");
        assertThat(done("sync", path("app"), "--wait", "--timeout", "1m", "--in", "any"))
                .contains("durable in 1 replica");
        assertThat(done("add", path("late"), replica("late"))).isEqualTo(path("late") + ": added\n");
        assertFailed(
                verb("sync", path("late"), "--wait", "--timeout", "1ms"),
                ExitCode.NOT_SHIPPED,
                "not everything that was committed is durable");
        assertFailed(verb("add", path("late"), replica("more")), ExitCode.CONFIGURATION, "is there already");
        assertThat(done("remove", path("late"))).isEqualTo(path("late") + ": removed\n");
        assertFailed(verb("remove", path("late")), ExitCode.CONFIGURATION, "is not among the databases");
        assertThat(done("reload")).isEqualTo(path("app") + ": unchanged\n");
        wanted.add(member("app"));
        assertFailed(verb("reload"), ExitCode.CONFIGURATION, "is there already");
    }

    @Test
    void status_asJson_hasOneObjectForEachReplica() throws Exception {
        assertThat(done("sync", path("app"), "--wait", "--timeout", "1m")).contains("durable");

        List<Object> rows = JSON.std.listFrom(done("status", "--json"));

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)).asString().contains("state=replicating", "unshipped_bytes=0", "problem=null");
    }

    @Test
    void sigterm_withCommitsUnshipped_shipsThemAndIsDone() throws Exception {
        app.insert(5, 100);

        raise("TERM");

        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(folder.resolve("c.sock")).doesNotExist();
        CliRun restored = CliRun.of("restore", "-o", path("restored"), replica("app"));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        try (Application copy = Application.open(folder.resolve("restored.db"))) {
            assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(6);
        }
    }

    @Test
    void sighup_listChanged_isTakenUpWithoutStopping() throws Exception {
        assumeThat(isHangupIgnored())
                .as("SIGHUP is ignored here, as under nohup, and stays so")
                .isFalse();
        assertThat(done("sync", path("app"), "--wait", "--timeout", "1m")).contains("durable");
        Object before = JSON.std.listFrom(done("status", "--json")).get(0);
        wanted.add(member("late"));

        raise("HUP");

        awaitStatus("late.db");
        assertThat(JSON.std.listFrom(done("status", "--json"))).contains(before).hasSize(2);
        assertThat(run).isNotDone();
    }

    private static boolean isHangupIgnored() throws Exception {
        Path status = Path.of("/proc/self/status");
        try (Stream<String> lines = Files.exists(status) ? Files.lines(status) : Stream.of()) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16) % 2 == 1);
        }
    }

    @Test
    void controlAddress_takenAlready_isToldBeforeAnythingStarts() {
        CliRun second = CliRun.of("replicate", path("other"), replica("other"), "--control", address());

        assertFailed(second, ExitCode.CONFIGURATION, "another process listens at " + address());
        assertThat(folder.resolve(".other.db-seawall")).doesNotExist();
    }

    @Test
    void controlAddress_takenAlready_isToldBeforeAnythingIsRestored() {
        assertThat(done("sync", path("app"), "--wait", "--timeout", "1m")).contains("durable");

        CliRun second =
                CliRun.of("replicate", "--restore-if-missing", path("copy"), replica("app"), "--control", address());

        assertFailed(second, ExitCode.CONFIGURATION, "another process listens at " + address());
        assertThat(folder.resolve("copy.db")).doesNotExist();
    }

    @Test
    void verb_nobodyListens_saysSo() {
        assertFailed(
                CliRun.of("status", "--control", "unix:" + folder.resolve("no.sock")),
                ExitCode.CONFIGURATION,
                "no Seawall answers at unix:" + folder.resolve("no.sock"));
    }

    private void awaitStatus(String database) {
        long deadline = System.nanoTime() + A_MINUTE.toNanos();
        CliRun status = verb("status");
        while (!status.out().contains(database)) {
            assertThat(System.nanoTime() - deadline).as(status.err()).isNegative();
            LockSupport.parkNanos(1_000_000);
            status = verb("status");
        }
    }

    private String done(String... args) {
        CliRun verb = verb(args);
        assertThat(verb.exitCode()).as(verb.err()).isZero();
        return verb.out();
    }

    private CliRun verb(String... args) {
        return CliRun.of(Stream.concat(Stream.of(args), Stream.of("--control", address(), "--log-level=error"))
                .toArray(String[]::new));
    }

    private static void assertFailed(CliRun run, ExitCode code, String named) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code.number());
        assertThat(run.err()).startsWith("seawall: ").contains(named);
        assertThat(run.err().lines()).hasSize(1);
    }

    private static void raise(String name) throws Exception {
        Class<?> type = Class.forName("sun.misc.Signal");
        type.getMethod("raise", type)
                .invoke(null, type.getConstructor(String.class).newInstance(name));
    }

    private String address() {
        return "unix:" + folder.resolve("c.sock");
    }

    private String path(String name) {
        return folder.resolve(name + ".db").toString();
    }

    private String replica(String name) {
        return folder.resolve("replica-" + name).toString();
    }

    private Member member(String name) {
        return new Member(
                folder.resolve(name + ".db"), List.of(Destination.of(StorageUrl.parse(replica(name)))), usual());
    }

    @Override
    public List<Member> read() {
        return List.copyOf(wanted);
    }

    @Override
    public List<Member> readAgain(Set<Path> running) {
        return read();
    }

    @Override
    public Settings usual() {
        return new Settings(Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30));
    }

    @Override
    public boolean isChangeable() {
        return true;
    }
}
