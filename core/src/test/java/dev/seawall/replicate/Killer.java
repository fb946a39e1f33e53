package dev.seawall.replicate;

/** Ends the simulated process at one of its storage calls: before the call takes effect, or after, or in between. */
final class Killer {
    private final Tally tally;
    private int pointsLeft;
    private boolean dead;

    Killer(Tally tally) {
        this.tally = tally;
    }

    /** Kills at the {@code points}-th point from now on. */
    void arm(int points) {
        pointsLeft = points;
    }

    void disarm() {
        pointsLeft = 0;
    }

    /** From here to {@link #bury}, whatever is left of the process gets no answer from any storage. */
    void kill() {
        dead = true;
        pointsLeft = 0;
    }

    void bury() {
        dead = false;
    }

    boolean isDead() {
        return dead;
    }

    /** Is passed before and after everything that a storage does. */
    void pass(String where) {
        if (!dead && pointsLeft > 0 && --pointsLeft == 0) {
            kill();
            tally.count(Tally.Event.KILL_INSIDE_CALL);
            throw new Killed(where);
        }
        if (dead) {
            throw new Killed("after death: " + where);
        }
    }
}
