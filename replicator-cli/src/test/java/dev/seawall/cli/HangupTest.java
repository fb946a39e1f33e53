package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HangupTest {
    private final AtomicInteger reloads = new AtomicInteger();

    @Test
    void signalsBeforeTheStart_areActedUponOnceAfterIt() throws Exception {
        Semaphore reloaded = new Semaphore(0);
        Hangup hangup = new Hangup(() -> {
            reloads.incrementAndGet();
            reloaded.release();
        });

        hangup.receive();
        hangup.receive();
        assertThat(reloads).hasValue(0);
        hangup.ready();

        assertThat(reloaded.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        assertThat(reloads).hasValue(1);
    }

    @Test
    void signalsWhileItReads_areOneMoreReadingAfterwards() throws Exception {
        Semaphore reloaded = new Semaphore(0);
        Hangup[] self = new Hangup[1];
        Hangup hangup = new Hangup(() -> {
            if (reloads.incrementAndGet() == 1) {
                self[0].receive();
                self[0].receive();
            }
            reloaded.release();
        });
        self[0] = hangup;
        hangup.receive();

        hangup.ready();

        assertThat(reloaded.tryAcquire(2, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(reloads).hasValue(2);
    }
}
