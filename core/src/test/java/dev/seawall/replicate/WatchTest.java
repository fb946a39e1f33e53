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
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static final long AN_HOUR = Duration.ofHours(1).toNanos();

    @TempDir
    Path folder;

    @Test
    void await_wokenMeanwhile_returnsAndHearsTheNextCommit() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), new MemoryStorage());
                Watch watch = new Watch(beside.replicator()::watch)) {
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> watch.await(AN_HOUR));
            watch.wake();
            assertThat(first.get(60, TimeUnit.SECONDS)).isFalse();

            // Whether it was woken before it waited or while it did, at most one more call returns at once.
            assertThat(watch.await(1)).isFalse();
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> watch.await(AN_HOUR));
            app.insert(1, 100);
            assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void await_systemGivesNoEvents_isWokenAllTheSame() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (Watch watch = new Watch(() -> {
            opened.incrementAndGet();
            throw new IOException("too many watches");
        })) {
            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> watch.await(AN_HOUR));
            watch.wake();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isFalse();
            watch.await(1);
            assertThat(opened).hasValue(2);
        }
    }
}
