package dev.seawall.replicate;

/** Is turned once, from any thread, to make a replication stop. */
public final class StopSwitch {
    private boolean stopped;
    private Runnable wake = () -> {};

    /** Says what wakes the thread that waits; runs it at once if the switch was turned already. */
    synchronized void onStop(Runnable action) {
        wake = action;
        if (stopped) {
            action.run();
        }
    }

    public synchronized void stop() {
        stopped = true;
        wake.run();
        notifyAll();
    }

    public synchronized boolean isStopped() {
        return stopped;
    }

    /** Waits for the switch to be turned, at most for {@code millis}; tells whether it was. */
    public synchronized boolean await(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        try {
            while (!stopped && System.nanoTime() < deadline) {
                wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stopped;
    }
}
