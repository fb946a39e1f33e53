package dev.seawall.replicate;

/** Wakes threads up. A ring between asking for the count and waiting is not missed. */
final class Doorbell {
    private long rings;

    synchronized long rings() {
        return rings;
    }

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** Waits until it rang again since it had rung {@code seen} times, at most for {@code nanos}. */
    synchronized void await(long seen, long nanos) {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        try {
            while (rings == seen && left > 0) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts these threads: that would risk the descriptor that keeps SQLite's locks.
            Thread.currentThread().interrupt();
        }
    }
}
