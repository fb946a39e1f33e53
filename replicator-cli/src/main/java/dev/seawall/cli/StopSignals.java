package dev.seawall.cli;

import dev.seawall.cli.exec.SignalTrap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGTERM, SIGINT and, unless it means something else, SIGHUP into a request to stop: the first one asks, the second one ends the process at once.
 *
 * <p>Not a shutdown hook: while hooks run the JVM no longer reacts to a second signal, and it ends with 128 + the
 * signal's number whatever became of the work.
 */
final class StopSignals {
    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final String HANGUP = "HUP";

    private final Runnable onFirst;
    private final ExitCode onSecond;
    private final AtomicBoolean asked = new AtomicBoolean();

    private StopSignals(Runnable onFirst, ExitCode onSecond) {
        this.onFirst = onFirst;
        this.onSecond = onSecond;
    }

    /** @param onFirst runs on a thread of its own */
    static void handle(Runnable onFirst, ExitCode onSecond) {
        StopSignals signals = new StopSignals(onFirst, onSecond);
        NAMES.forEach(name -> SignalTrap.set(name, signals::receive));
        SignalTrap.set(HANGUP, signals::receive);
    }

    /** The same, where SIGHUP means something else, see {@link Hangup}. */
    static void handleAllButHangup(Runnable onFirst, ExitCode onSecond) {
        StopSignals signals = new StopSignals(onFirst, onSecond);
        NAMES.forEach(name -> SignalTrap.set(name, signals::receive));
    }

    private void receive() {
        if (asked.compareAndSet(false, true)) {
            onFirst.run();
        } else {
            Runtime.getRuntime().halt(onSecond.number());
        }
    }
}
