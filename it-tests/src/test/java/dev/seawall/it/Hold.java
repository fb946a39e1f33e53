package dev.seawall.it;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps requests from being passed on until a test lets them go. */
final class Hold implements Fault {
    private final AtomicInteger reached = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void play(Exchange exchange) throws IOException, InterruptedException {
        reached.incrementAndGet();
        released.await();
        exchange.pass();
    }

    /** Tells whether a request is, or was, held. */
    boolean isReached() {
        return count() > 0;
    }

    /** How many requests are, or were, held. */
    int count() {
        return reached.get();
    }

    void release() {
        released.countDown();
    }
}
