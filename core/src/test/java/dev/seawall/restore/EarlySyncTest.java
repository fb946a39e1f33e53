package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EarlySyncTest {
    private static final long EVERY = 100;

    private final AtomicInteger syncs = new AtomicInteger();

    private void lookAndAwait(EarlySync early, long length) throws IOException {
        early.look(length);
        early.await();
    }

    @Test
    void look_fileGrewByEnough_syncs() throws Exception {
        try (EarlySync early = new EarlySync(syncs::incrementAndGet, EVERY)) {
            lookAndAwait(early, EVERY - 1);
            assertThat(syncs).hasValue(0);
            lookAndAwait(early, EVERY);
            assertThat(syncs).hasValue(1);
            lookAndAwait(early, 2 * EVERY - 1);
            assertThat(syncs).hasValue(1);
            lookAndAwait(early, 2 * EVERY);
            assertThat(syncs).hasValue(2);
        }
    }

    @Test
    void look_oneIsUnderWay_doesNotWaitForIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        EarlySync.Sync slow = () -> {
            syncs.incrementAndGet();
            awaitQuietly(end);
        };
        try (EarlySync early = new EarlySync(slow, EVERY)) {
            early.look(EVERY);
            early.look(5 * EVERY);
            end.countDown();
            early.await();
            assertThat(syncs).hasValue(1);
            lookAndAwait(early, 5 * EVERY);
            assertThat(syncs).as("what grew meanwhile has its turn").hasValue(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The system tells the loss of what was written to one sync only, which must not be the one that nobody asks. */
    @Test
    void await_syncFailed_throwsWhatItFailedWith() throws Exception {
        try (EarlySync early = new EarlySync(EarlySyncTest::fail, EVERY)) {
            early.look(EVERY);
            assertThatThrownBy(early::await).isInstanceOf(IOException.class).hasMessage("the disk is gone");
        }
    }

    @Test
    void look_oneBeforeFailed_throwsWhatItFailedWith() throws Exception {
        try (EarlySync early = new EarlySync(EarlySyncTest::fail, EVERY)) {
            early.look(EVERY);
            assertThatThrownBy(() -> lookUntilItEnded(early))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is gone");
        }
    }

    private static void fail() throws IOException {
        throw new IOException("the disk is gone");
    }

    private static void lookUntilItEnded(EarlySync early) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            early.look(EVERY);
            Thread.sleep(10);
        }
    }

    @Test
    void close_whileOneIsUnderWay_waitsForItsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        EarlySync.Sync slow = () -> {
            begun.countDown();
            awaitQuietly(new CountDownLatch(1)); // nobody counts it down
            syncs.incrementAndGet();
        };
        try (EarlySync early = new EarlySync(slow, EVERY)) {
            early.look(EVERY);
            begun.await();
        }
        assertThat(syncs).as("it was asked to end, and did").hasValue(1);
    }
}
