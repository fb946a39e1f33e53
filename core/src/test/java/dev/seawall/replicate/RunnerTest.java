package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.LogWatch;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    @TempDir
    Path folder;

    private long nanos;

    /** SQLite writes frames first, which makes the event, and moves mxFrame later, which makes none. */
    @Test
    void replicate_commitBecomesVisibleAfterItsEvent_isSeenLongBeforeTheSlowPoll() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Replicator replicator = replicator(times)) {
            shipAll(replicator);
            long before = replicator.end().offsetBytes();
            boolean[] event = {false};
            boolean[] committed = {false};
            long[] eventNanos = {0};
            long[] seenAfter = {-1};
            Runner.Waiting waiting = wait -> {
                if (committed[0] && replicator.end().offsetBytes() > before) {
                    seenAfter[0] = nanos - eventNanos[0];
                    stop.stop();
                    return false;
                }
                if (!event[0] && wait == Duration.ofSeconds(1).toNanos()) {
                    event[0] = true;
                    eventNanos[0] = nanos;
                    return true;
                }
                nanos += wait;
                if (event[0] && !committed[0] && nanos - eventNanos[0] >= 3_000_000) {
                    committed[0] = true;
                    commit(app);
                }
                return false;
            };

            assertThat(new Runner(replicator, times, stop).replicate(waiting)).isFalse();

            assertThat(seenAfter[0]).isBetween(3_000_000L, 100_000_000L);
        }
    }

    /** Events are a hint: some systems give none at all. */
    @Test
    void replicate_noEventAtAll_seesACommitWithTheSlowPoll() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Replicator replicator = replicator(times)) {
            shipAll(replicator);
            long before = replicator.end().offsetBytes();
            boolean[] committed = {false};
            Runner.Waiting deaf = wait -> {
                if (!committed[0]) {
                    committed[0] = true;
                    commit(app);
                }
                nanos += wait;
                if (replicator.end().offsetBytes() > before || nanos > 10_000_000_000L) {
                    stop.stop();
                }
                return false;
            };

            assertThat(new Runner(replicator, times, stop).replicate(deaf)).isFalse();

            assertThat(replicator.end().offsetBytes()).isGreaterThan(before);
        }
    }

    /** To look each second would be most of what an idle process takes. */
    @Test
    void replicate_nobodyWritesAndEventsWereSeenToCome_looksSeldom() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Replicator replicator = replicator(times)) {
            shipRest(replicator);
            int[] events = {2};
            List<Long> waits = new ArrayList<>();
            Runner.Waiting waiting = wait -> {
                if (wait < Duration.ofSeconds(1).toNanos()) {
                    nanos += wait;
                    return false;
                }
                if (events[0] > 0) {
                    events[0]--;
                    commit(app);
                    return true;
                }
                waits.add(wait);
                nanos += wait;
                if (waits.size() == 12) {
                    stop.stop();
                }
                return false;
            };

            assertThat(new Runner(replicator, times, stop).replicate(waiting)).isFalse();

            assertThat(waits.subList(0, 10)).containsOnly(Duration.ofSeconds(1).toNanos());
            assertThat(waits.subList(10, 12)).containsOnly(Duration.ofSeconds(5).toNanos());
        }
    }

    private Replicator replicator(Times times) throws Exception {
        return Replicator.open(
                folder.resolve("app.db"),
                JournalMode.REQUIRE_WAL,
                List.of(new MemoryStorage()),
                Options.DEFAULTS,
                Optional.empty(),
                times,
                new Random(1));
    }

    private static void commit(Application app) {
        try {
            app.insert(1, 100);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void shipAll(Replicator replicator) throws Exception {
        replicator.flush();
        shipRest(replicator);
    }

    private static void shipRest(Replicator replicator) throws Exception {
        for (int i = 0; i < 1_000 && !replicator.isShippedTo(replicator.end()); i++) {
            replicator.tend();
            replicator.ship(0);
            replicator.snapshot(0);
        }
        assertThat(replicator.isShippedTo(replicator.end())).isTrue();
    }

    /** Whatever a step throws, it is said and tried again; a process that ends silently would be no backup at all. */
    @Test
    void replicate_stepsThatFail_areSaidOnceAndTriedAgain() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        try (Application app = Application.create(folder.resolve("app.db"), 4096)) {
            Replicator replicator = replicator(times);
            replicator.close(); // from now on, no step can do anything
            int[] waits = {0};
            Runner.Waiting waiting = wait -> {
                nanos += wait;
                if (++waits[0] == 12) {
                    stop.stop();
                }
                return false;
            };
            try (LogWatch log = new LogWatch(Runner.class)) {
                assertThat(new Runner(replicator, times, stop).replicate(waiting))
                        .isFalse();

                assertThat(log.messages()).singleElement().asString().startsWith("capture: ");
            }
            assertThat(waits[0]).isEqualTo(12);
            assertThat(app.number("SELECT count(*) FROM t")).isZero();
        }
    }

    /** Nothing to say of a moment; but one that does not pass is no backup, and somebody must hear of it. */
    @Test
    void replicate_databaseStaysBusy_isSaidAfterAWhileAndForgottenWhenItPasses() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        Path wal = folder.resolve("app.db-wal");
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Replicator replicator = replicator(times);
                LogWatch log = new LogWatch(Runner.class);
                LogWatch breaks = new LogWatch(Replicator.class)) {
            app.insert(3, 100);
            replicator.capture();
            byte[] header = Arrays.copyOf(Files.readAllBytes(wal), WalHeader.BYTES);
            putHeader(wal, new byte[WalHeader.BYTES]); // nobody can tell which cycle this is
            long[] busySince = {-1};
            List<Integer> saidAfterSeconds = new ArrayList<>();
            Runner.Waiting waiting = wait -> {
                if (busySince[0] < 0 && !breaks.messages().isEmpty()) {
                    busySince[0] = nanos;
                }
                nanos += Duration.ofSeconds(1).toNanos();
                long busyNanos = busySince[0] < 0 ? 0 : nanos - busySince[0];
                if (log.messages().isEmpty()) {
                    assertThat(busyNanos).isLessThan(Duration.ofSeconds(30).toNanos());
                } else if (saidAfterSeconds.isEmpty()) {
                    saidAfterSeconds.add((int) Duration.ofNanos(busyNanos).toSeconds());
                    putHeader(wal, header);
                } else if (busyNanos > Duration.ofSeconds(40).toNanos()) {
                    stop.stop();
                }
                return false;
            };

            assertThat(new Runner(replicator, times, stop).replicate(waiting)).isFalse();

            assertThat(saidAfterSeconds)
                    .singleElement()
                    .asInstanceOf(InstanceOfAssertFactories.INTEGER)
                    .isBetween(10, 13);
            assertThat(log.messages()).singleElement().asString().contains("is being restarted");
            assertThat(breaks.messages()).singleElement().asString().contains("the hold on the WAL was lost");
            assertThat(replicator.isRestless())
                    .as("a new hold, and nothing in its way")
                    .isFalse();
        }
    }

    private static void putHeader(Path wal, byte[] header) {
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
            file.write(header);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Not even too little memory ends a worker, and it is asked to end within its pause. */
    @Test
    void worker_stepThrows_goesOnAfterAPauseAndEndsWhenAsked() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Worker worker = new Worker(
                "test",
                new Doorbell(),
                () -> {
                    failed.countDown();
                    throw new OutOfMemoryError("not really");
                },
                () -> 0);
        try (LogWatch log = new LogWatch(Worker.class)) {
            worker.start();
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            worker.end(Duration.ofSeconds(30));

            assertThat(log.messages()).containsExactly("test: not really; trying again");
        }
    }

    /** Until the sync interval is over nobody can ship a commit, so that looking for it at once would be in vain. */
    @Test
    void replicate_nobodyCouldShipYet_looksAtLeisure() throws Exception {
        Times times = new Times(InstantSource.system(), () -> nanos);
        StopSwitch stop = new StopSwitch();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Replicator replicator = replicator(times)) {
            shipRest(replicator);
            long shipped = nanos;
            List<Long> rests = new ArrayList<>();
            List<Long> waits = new ArrayList<>();
            Runner.Waiting waiting = new Runner.Waiting() {
                @Override
                public boolean await(long wait) {
                    waits.add(wait);
                    nanos += wait;
                    if (waits.size() == 1) {
                        nanos = shipped + Duration.ofMillis(995).toNanos();
                        commit(app);
                        return true;
                    }
                    stop.stop();
                    return false;
                }

                @Override
                public void rest(long wait) {
                    rests.add(wait);
                    nanos += wait;
                }
            };

            assertThat(new Runner(replicator, times, stop).replicate(waiting)).isFalse();

            // 5 ms were left; then it is due, and looked for at once again.
            assertThat(rests).containsExactly(5_000_000L);
            assertThat(waits).containsExactly(Duration.ofSeconds(1).toNanos(), 500_000L);
        }
    }

    @Test
    void worker_wouldSleepPastWhatBecameDue_saysSo() throws Exception {
        AtomicLong due = new AtomicLong(Duration.ofHours(1).toNanos());
        CountDownLatch asked = new CountDownLatch(1);
        Worker worker = new Worker("test", new Doorbell(), () -> 0, () -> {
            asked.countDown();
            return due.get();
        });
        assertThat(worker.oversleeps()).isFalse(); // it has not begun, and looks first
        worker.start();
        try {
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            await(() -> !worker.oversleeps()); // it sleeps
            long byThen = System.nanoTime() + due.get();
            due.set(byThen - System.nanoTime());
            assertThat(worker.oversleeps()).as("the same time, told later").isFalse();

            due.set(Duration.ofMinutes(30).toNanos());
            assertThat(worker.oversleeps()).isTrue();
            due.set(Duration.ofHours(2).toNanos());
            assertThat(worker.oversleeps()).isFalse();
        } finally {
            worker.end(Duration.ofSeconds(30));
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }
}
