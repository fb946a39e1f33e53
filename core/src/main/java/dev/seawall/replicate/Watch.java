package dev.seawall.replicate;

import dev.seawall.sqlite.WalWatcher;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the WAL to change, until somebody else has a reason to look. What waits for events of a file system can only be
 * woken by closing it; so that is done, and the next wait begins with a new one.
 */
final class Watch implements Runner.Waiting, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    /** Where the system gave no events, as when there were too many watches, it is asked again before so long a wait. */
    private static final long RETRY_NANOS = 500_000_000;

    /**
     * After so many rests one after another, events would only be thrown away. Each costs the application as well, whose
     * write wakes a thread up for it: a tenth of its time, where it writes without a pause.
     */
    private static final int MUTE_AFTER = 10;

    /** What hears nothing begins to listen before a wait of this length; a shorter one is soon over. */
    private static final long LISTEN_NANOS = 10_000_000;

    /** Opens what waits for events. */
    interface Source {
        WalWatcher open() throws IOException;
    }

    private final Source source;
    private @Nullable WalWatcher watcher;
    private boolean woken;
    private boolean deaf;
    private int rests;

    Watch(Source source) {
        this.source = source;
        reopen();
    }

    /** Returns false at once if it was woken since the last call: what is looked at next may be new. */
    @Override
    public boolean await(long nanos) {
        WalWatcher waiting;
        synchronized (this) {
            if (woken) {
                woken = false;
                rests = 0;
                reopen();
                return false;
            }
            boolean muted = watcher == null && !deaf;
            if (muted && nanos < LISTEN_NANOS) {
                pause(nanos);
                return false;
            }
            rests = 0;
            if (muted) {
                reopen();
                return true; // what changed before made no event
            }
            if (watcher == null && nanos >= RETRY_NANOS) {
                reopen();
            }
            waiting = watcher;
            if (waiting == null) {
                pause(nanos);
                return false;
            }
        }
        return waiting.await(nanos);
    }

    /** Waits for the time, or until it is woken; hears nothing after many in a row. */
    @Override
    public synchronized void rest(long nanos) {
        if (++rests == MUTE_AFTER) {
            close();
        }
        pause(nanos);
        woken = false; // who wakes it closes what it waits for: the next wait opens it again
    }

    /** Makes the wait under way, or the next one, return at once. */
    synchronized void wake() {
        if (!woken) {
            woken = true;
            close();
            notifyAll();
        }
    }

    private synchronized void pause(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; !woken && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void reopen() {
        try {
            watcher = source.open();
            deaf = false;
        } catch (IOException e) {
            if (!deaf) {
                log.warn("no events for the WAL ({}): looking once a second instead", e.toString());
            }
            deaf = true;
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            log.debug("closing the watcher", e);
        }
        watcher = null;
    }
}
