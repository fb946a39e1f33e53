package dev.seawall.replicate;

import java.time.Duration;

/**
 * Decides how long to wait for an event of the file system before looking all the same. Events are a hint: where the latest
 * commit came without one, as on many mounts, only looking finds the next.
 */
final class SlowPoll {
    static final Duration USUAL = Duration.ofSeconds(1);
    /** While nobody writes, and events were seen to come: most of what an idle process takes is looking. */
    static final Duration CALM = Duration.ofSeconds(5);

    private static final int CALM_AFTER = 10;
    /** One may be a mistake: who listens again after a while of not listening takes what came meanwhile for announced. */
    private static final int TRUSTED_AFTER = 2;

    private int inVain;
    private boolean announced;
    private boolean waited;
    private int announcedInARow;

    Duration next() {
        return announcedInARow >= TRUSTED_AFTER && inVain >= CALM_AFTER ? CALM : USUAL;
    }

    /** Takes note of how a wait ended: with an event, or because its time was over. */
    void waited(boolean event) {
        waited = true;
        announced = event;
        inVain = event ? 0 : inVain + 1; // what the event was for may become visible a little later
    }

    /** Takes note of commits that were found. How the wait before the first of them ended says if they are announced. */
    void news() {
        if (waited) {
            announcedInARow = announced ? announcedInARow + 1 : 0;
        }
        waited = false;
        inVain = 0;
    }
}
