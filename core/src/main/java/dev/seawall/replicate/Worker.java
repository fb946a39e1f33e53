package dev.seawall.replicate;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats one step on a thread of its own. An error never ends it, and is logged once, and again each minute. */
final class Worker {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    /** Two readings of a clock differ, and to wake up so much late is not worth a bell. */
    private static final long NEARLY_NANOS = 1_000_000;

    static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

    /** One step; returns how much it did, 0 for nothing. */
    interface Step {
        long run() throws IOException;
    }

    /** How long to wait when a step did nothing, in nanoseconds. */
    interface Wait {
        long nanos();
    }

    private final ErrorLog errors;
    private final Doorbell doorbell;
    private final Thread thread;
    private final Wait wait;
    private volatile boolean ended;
    private volatile State state = State.AWAKE;
    private volatile long wakesNanos;

    /** In this order, each time round; {@link #oversleeps} relies on it. */
    private enum State {
        /** In a step: afterwards it finds out for how long to sleep. */
        AWAKE,
        FINDING_OUT,
        ASLEEP
    }

    Worker(String name, Doorbell doorbell, Step step, Wait wait) {
        this.errors = new ErrorLog(log, name);
        this.doorbell = doorbell;
        this.wait = wait;
        this.thread = new Thread(() -> loop(step), name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void loop(Step step) {
        while (!ended) {
            long seen = doorbell.rings();
            try {
                if (step.run() > 0) {
                    doorbell.ring();
                } else {
                    sleep(seen);
                }
            } catch (Throwable e) {
                // Even an error of the machine, such as too little memory, must not end shipping in silence.
                errors.say(e);
                pause();
            }
        }
    }

    private void sleep(long seen) {
        state = State.FINDING_OUT;
        long nanos = wait.nanos();
        wakesNanos = System.nanoTime() + nanos;
        state = State.ASLEEP;
        doorbell.await(seen, nanos);
        state = State.AWAKE;
    }

    /** Tells whether something new is due before it would look: then the bell must ring. */
    boolean oversleeps() {
        return switch (state) {
            case AWAKE -> false;
            case FINDING_OUT -> true;
            case ASLEEP -> wakesNanos - System.nanoTime() > wait.nanos() + NEARLY_NANOS;
        };
    }

    /** Waits for the whole time, whatever rings meanwhile, unless the worker is to end. */
    private void pause() {
        long deadline = System.nanoTime() + PAUSE_AFTER_ERROR.toNanos();
        for (long left = PAUSE_AFTER_ERROR.toNanos(); left > 0 && !ended; left = deadline - System.nanoTime()) {
            doorbell.await(doorbell.rings(), left);
        }
    }

    /** Lets the thread end with its current step, and waits for that at most {@code patience}. */
    void end(Duration patience) {
        ended = true;
        doorbell.ring();
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
