package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WatchTest {
    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    @TempDir
    Path folder;

    @Test
    void await_wokenWhileItWaits_returnsAndHearsTheNextCommit() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = new Watch(beside.replicator()::watch)) {
            CompletableFuture<Boolean> first = awaiting(watch);
            watch.wake();
            assertThat(first.get(60, TimeUnit.SECONDS)).isFalse();

            assertThat(watch.await(AN_HOUR)).isFalse(); // once more, because it was woken while it waited
            expectHears(watch, app);
        }
    }

    @Test
    void await_wokenBefore_returnsAtOnce() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = new Watch(beside.replicator()::watch)) {
            app.insert(1, 100);
            watch.wake();

            assertThat(watch.await(AN_HOUR)).isFalse();
        }
    }

    @Test
    void await_systemGivesNoEvents_isWokenAllTheSame() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (Watch watch = new Watch(() -> {
            opened.incrementAndGet();
            throw new IOException("too many watches");
        })) {
            CompletableFuture<Boolean> waiting = awaiting(watch);
            watch.wake();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isFalse();
            assertThat(watch.await(AN_HOUR)).isFalse();
            assertThat(opened).hasValue(3);
        }
    }

    /** Under load, events would be thrown away one by one; what they announced is looked for once before the next wait. */
    @Test
    void rest_manyInARow_hearsNothingUntilTheNextWait() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = counting(opened, beside)) {
            restLong(watch);
            assertThat(watch.await(AN_HOUR)).isTrue();
            assertThat(opened).hasValue(2);

            expectHears(watch, app);
        }
    }

    /** A short wait between two rests is not worth to listen again: each event costs the application too. */
    @Test
    void await_shortlyAfterManyRests_hearsNothing() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = counting(opened, beside)) {
            for (int i = 0; i < 200; i++) {
                watch.rest(1);
                assertThat(watch.await(1)).isFalse();
            }
            assertThat(opened.get())
                    .as("rests between waits are not many in a row")
                    .isEqualTo(1);
            restLong(watch);
            for (int i = 0; i < 3; i++) {
                assertThat(watch.await(5_000_000)).isFalse();
                watch.rest(1);
            }
            assertThat(opened.get()).isEqualTo(1);
            assertThat(watch.await(AN_HOUR)).isTrue();
            assertThat(opened.get()).isEqualTo(2);
            expectHears(watch, app);
        }
    }

    @Test
    void rest_woken_returnsAndTheNextWaitToo() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = new Watch(beside.replicator()::watch)) {
            watch.wake();
            watch.rest(AN_HOUR);

            assertThat(watch.await(AN_HOUR)).isTrue();
            expectHears(watch, app);
        }
    }

    /** Who is woken in the midst of it listens again, and stops once more. */
    @Test
    void rest_manyInARowAfterBeingWokenAmongMany_hearsNothing() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = counting(opened, beside)) {
            restLong(watch);
            watch.wake();
            assertThat(watch.await(1)).isFalse();
            assertThat(opened).hasValue(2);
            restLong(watch);
            assertThat(watch.await(AN_HOUR)).as("was closed: listens again").isTrue();
            assertThat(opened).hasValue(3);
            expectHears(watch, app);
        }
    }

    private static Watch counting(AtomicInteger opened, Beside beside) {
        return new Watch(() -> {
            opened.incrementAndGet();
            return beside.replicator().watch();
        });
    }

    private static void restLong(Watch watch) {
        for (int i = 0; i < 200; i++) {
            watch.rest(1);
        }
    }

    private static void expectHears(Watch watch, Application app) throws Exception {
        CompletableFuture<Boolean> heard = awaiting(watch);
        app.insert(1, 100);
        assertThat(heard.get(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Comes back once another thread is waiting. */
    private static CompletableFuture<Boolean> awaiting(Watch watch) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> answer.complete(watch.await(AN_HOUR)));
        thread.setDaemon(true);
        thread.start();
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
        return answer;
    }
}
