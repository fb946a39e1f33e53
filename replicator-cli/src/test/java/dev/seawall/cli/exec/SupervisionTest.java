package dev.seawall.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.seawall.cli.exec.Supervision.Ending;
import dev.seawall.cli.exec.Supervision.Hangup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real applications beside a replication of the test's own; signals are sent by hand. */
@Timeout(60)
class SupervisionTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final Map<String, Runnable> signals = new ConcurrentHashMap<>();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final FakeReplication replication = new FakeReplication();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Looks when it is told to, and ends when it is asked to, or fails. */
    private static final class FakeReplication implements Replicating {
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean looked = true;
        private volatile boolean shipped = true;
        private volatile boolean fatal;
        private volatile String failure = "";

        @Override
        public boolean run() throws IOException {
            try {
                if (!end.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody asked it to stop");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (fatal) {
                throw new UnsatisfiedLinkError("no library");
            }
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            return shipped;
        }

        @Override
        public boolean hasLooked() {
            return looked;
        }

        @Override
        public void stop() {
            end.countDown();
        }
    }

    @AfterEach
    void end() {
        replication.stop();
        threads.shutdown();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 255})
    void application_exits_andItsCodeIsOursAfterTheRestIsShipped(int code) throws Exception {
        assertThat(supervise("exit " + code, LONG).run(replication)).isEqualTo(new Ending(code, true));
    }

    @Test
    void application_killed_is128AndTheSignal() throws Exception {
        assertThat(supervise("kill -9 $$", LONG).run(replication)).isEqualTo(new Ending(137, true));
    }

    @Test
    void rest_notShipped_isToldBesideTheCode() throws Exception {
        replication.shipped = false;

        assertThat(supervise("exit 0", LONG).run(replication)).isEqualTo(new Ending(0, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP", "USR1", "USR2"})
    void signal_isPassedOn(String name) throws Exception {
        assumeFalse(
                name.equals("HUP") && isHangupIgnored(), "SIGHUP is ignored here, as under nohup, and so for a child");
        Future<Ending> ending = start("trap 'exit 9' " + name + "; touch ready; while :; do sleep 0.05; done", LONG);

        awaitFile("ready");
        send(name);

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending(9, true));
    }

    /** A shell cannot trap what was ignored when it began. */
    private static boolean isHangupIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    @Test
    void application_thatIgnoresTheRequest_isKilledAfterAWhile() throws Exception {
        Future<Ending> ending = start("trap '' TERM; touch ready; exec sleep 60", Duration.ofMillis(100));

        awaitFile("ready");
        send("TERM");

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending(137, true));
    }

    @Test
    void second_request_killsTheApplicationAndNotUs() throws Exception {
        Future<Ending> ending = start("trap '' TERM; touch ready; exec sleep 60", LONG);

        awaitFile("ready");
        send("TERM");
        assertThat(ending.isDone()).isFalse();
        send("TERM");

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending(137, true));
        assertThat(givenUp).hasValue(0);
    }

    @Test
    void request_beforeTheLook_neverStartsIt() throws Exception {
        replication.looked = false;
        Future<Ending> ending = start("touch started", LONG);

        send("TERM");

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending(143, true));
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void second_requestWithoutAnApplication_endsEverything() throws Exception {
        replication.looked = false;
        Future<Ending> ending = start("touch started", LONG);

        signal("TERM").run();
        signal("INT").run();

        assertThat(givenUp).hasValue(1);
        ending.get(60, TimeUnit.SECONDS);
    }

    @Test
    void replication_thatFailsBeforeTheLook_neverStartsIt() {
        replication.looked = false;
        replication.failure = "forbidden";
        replication.stop();

        assertThatThrownBy(() -> supervise("touch started", LONG).run(replication))
                .hasMessage("forbidden");
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void look_thatComesLate_startsItThen() throws Exception {
        replication.looked = false;
        Future<Ending> ending = start("touch started", LONG);

        assertThat(folder.resolve("started")).doesNotExist();
        replication.looked = true;

        assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending(0, true));
        assertThat(folder.resolve("started")).exists();
    }

    /** Otherwise nobody would notice that nothing is backed up any more. */
    @Test
    void replication_thatFails_endsTheApplication() throws Exception {
        replication.failure = "gone";
        Future<Ending> ending =
                start("trap 'touch asked; exit 5' TERM; touch ready; while :; do sleep 0.05; done", LONG);

        awaitFile("ready");
        replication.stop();

        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS)).hasMessageContaining("gone");
        assertThat(folder.resolve("asked")).exists();
    }

    @Test
    void replication_thatEndsWithAnError_endsTheApplicationToo() throws Exception {
        replication.fatal = true;
        Future<Ending> ending =
                start("trap 'touch asked; exit 5' TERM; touch ready; while :; do sleep 0.05; done", LONG);

        awaitFile("ready");
        replication.stop();

        assertThatThrownBy(() -> ending.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(folder.resolve("asked")).exists();
    }

    @Test
    void replication_thatFailsAfterAFailedApplication_leavesItsCode() throws Exception {
        replication.failure = "gone";

        assertThat(supervise("exit 4", LONG).run(replication)).isEqualTo(new Ending(4, false));
    }

    @Test
    void application_thatCannotBeStarted_isAnError() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken"), "#!/no/such/interpreter\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        Supervision supervision = new Supervision(
                signals::put,
                new Command(List.of(broken.toString())),
                LONG,
                Hangup.PASSED_ON,
                givenUp::incrementAndGet);

        assertThatThrownBy(() -> supervision.run(replication))
                .isInstanceOf(NotStartedException.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("interpreter");
    }

    @Test
    void hangup_ofSomebodyElse_isNotCaught() throws Exception {
        new Supervision(signals::put, new Command(List.of("true")), LONG, Hangup.LEFT_ALONE, givenUp::incrementAndGet)
                .run(replication);

        assertThat(signals).containsOnlyKeys("INT", "TERM", "USR1", "USR2");
    }

    private Supervision supervise(String script, Duration grace) {
        // Its output is this test's, and with it the channel to who runs the tests: it must not say a word.
        Command command =
                new Command(List.of("sh", "-c", "exec </dev/null >/dev/null; cd '" + folder + "'; " + script));
        return new Supervision(signals::put, command, grace, Hangup.PASSED_ON, givenUp::incrementAndGet);
    }

    private Future<Ending> start(String script, Duration grace) throws Exception {
        Supervision supervision = supervise(script, grace);
        Future<Ending> ending = threads.submit(() -> supervision.run(replication));
        await(() -> signals.size() == 5);
        return ending;
    }

    /** Does not wait for the answer, which may take as long as the application. */
    private void send(String name) {
        threads.execute(signal(name));
    }

    private Runnable signal(String name) {
        return signals.getOrDefault(name, () -> {
            throw new IllegalStateException(name + " is not caught");
        });
    }

    private void awaitFile(String name) throws Exception {
        await(() -> Files.exists(folder.resolve(name)));
    }

    /** The whole test has a deadline. */
    private static void await(BooleanSupplier holds) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!holds.getAsBoolean()) {
            assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
