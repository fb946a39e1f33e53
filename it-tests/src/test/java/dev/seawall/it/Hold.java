package dev.seawall.it;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Keeps requests from being passed on until a test lets them go. */
final class Hold implements Fault {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void play(Exchange exchange) throws IOException, InterruptedException {
        reached.countDown();
        released.await();
        exchange.pass();
    }

    /** Tells whether a request is, or was, held. */
    boolean isReached() {
        return reached.getCount() == 0;
    }

    void release() {
        released.countDown();
    }
}
