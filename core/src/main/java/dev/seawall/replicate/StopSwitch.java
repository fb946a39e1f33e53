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

    /** Waits for the switch to be turned; tells whether it was. */
    public synchronized boolean await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; !stopped && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            stop();
        }
        return stopped;
    }
}
