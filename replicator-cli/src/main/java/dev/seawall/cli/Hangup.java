package dev.seawall.cli;

import dev.seawall.cli.exec.SignalTrap;

/**
 * Is SIGHUP where it means "read the file again". Caught before anything starts, because it would end this process
 * otherwise, in the middle of a restore; what comes that early is done once everything has started.
 *
 * <p>Reads once at a time, and once for all signals that came while it was reading.
 */
final class Hangup {
    private final Runnable reload;
    private boolean ready;
    private boolean reloading;
    private boolean asked;

    /** @param reload must not throw; runs on a thread of its own */
    Hangup(Runnable reload) {
        this.reload = reload;
    }

    static Hangup caught(Runnable reload) {
        Hangup hangup = new Hangup(reload);
        SignalTrap.set("HUP", hangup::receive);
        return hangup;
    }

    /** Has a signal acted upon from now on, and one that came before. */
    void ready() {
        synchronized (this) {
            ready = true;
        }
        Thread thread = new Thread(this::reloadWhileAsked, "hangup");
        thread.setDaemon(true);
        thread.start();
    }

    void receive() {
        synchronized (this) {
            asked = true;
        }
        reloadWhileAsked();
    }

    private void reloadWhileAsked() {
        while (begin()) {
            try {
                reload.run();
            } finally {
                end();
            }
        }
    }

    private synchronized boolean begin() {
        if (!ready || reloading || !asked) {
            return false;
        }
        asked = false;
        reloading = true;
        return true;
    }

    private synchronized void end() {
        reloading = false;
    }
}
