package dev.seawall.replicate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers those who wait until what is committed is shipped. However many they are, one look serves all who asked before
 * it, and what it shows is shipped once.
 *
 * <p>The thread that captures looks, and finds out what is shipped: only between two of its steps is it certain that no
 * break comes in between. Everything else is for any thread.
 */
public final class Syncs {
    private final List<Sync> waiting = new ArrayList<>();
    /** Somebody wants all shipped, and does not wait. */
    private boolean soon;

    private Runnable wake = () -> {};
    private Optional<String> closed = Optional.empty();

    /**
     * Waits until everything that was committed before the call is shipped to the replicas wanted.
     *
     * @param timeout what is not shipped by then is shipped later all the same
     */
    public Durability sync(SyncScope scope, Duration timeout) {
        Sync sync = ask(scope);
        Durability known = sync.await(timeout.toNanos());
        leave(sync);
        return known;
    }

    /** Has shipped what is committed now, without waiting for the sync interval, or for it to happen. */
    public void soon() {
        Runnable waking;
        synchronized (this) {
            soon = closed.isEmpty();
            waking = wake;
        }
        waking.run();
    }

    Sync ask(SyncScope scope) {
        Sync sync = new Sync(scope);
        Runnable waking;
        synchronized (this) {
            closed.ifPresent(sync::end);
            if (closed.isEmpty()) {
                waiting.add(sync);
            }
            waking = wake;
        }
        waking.run();
        return sync;
    }

    private synchronized void leave(Sync sync) {
        boolean early = waiting.remove(sync) && !sync.isPlaced();
        soon |= early;
    }

    /** Says what wakes the thread that captures. */
    synchronized void onAsk(Runnable action) {
        wake = action;
    }

    /** Tells whether nobody waits. */
    synchronized boolean isIdle() {
        return waiting.isEmpty() && !soon;
    }

    /**
     * Looks on behalf of those who asked since the last look, and has shipped at once what they lack. Where the path leads
     * to another file by then, a look at this one says nothing about what they committed: they wait for the next one.
     *
     * @return whether anybody was served
     */
    boolean place(Replicator replicator) throws IOException {
        List<Sync> asking = asking();
        boolean early = takeSoon();
        if (asking.isEmpty() && !early) {
            return false;
        }
        Optional<Place> end = Optional.empty();
        try {
            end = replicator.certainEnd().filter(place -> replicator.isStillInPlace());
        } finally {
            if (end.isEmpty() && early) {
                soon();
            }
        }
        for (Sync sync : end.isPresent() ? asking : List.<Sync>of()) {
            sync.place(end.get(), replicator);
        }
        if (early) {
            end.ifPresent(replicator::shipUpTo);
        }
        return end.isPresent();
    }

    private synchronized List<Sync> asking() {
        return waiting.stream().filter(sync -> !sync.isPlaced()).toList();
    }

    private synchronized boolean takeSoon() {
        boolean taken = soon;
        soon = false;
        return taken;
    }

    /** Finds out who has what was asked for; tells whether anybody goes on waiting. */
    boolean settle(Replicator replicator) {
        for (Sync sync : all()) {
            sync.update(replicator);
        }
        synchronized (this) {
            waiting.removeIf(Sync::isOver);
            return !isIdle();
        }
    }

    private synchronized List<Sync> all() {
        return List.copyOf(waiting);
    }

    /** Gives up those for whom a look was taken, because nobody goes on shipping what it showed. Others may be looked for. */
    void end(String reason) {
        all().stream().filter(Sync::isPlaced).forEach(sync -> sync.end(reason));
        synchronized (this) {
            waiting.removeIf(Sync::isOver);
            wake = () -> {};
        }
    }

    /** Gives up all who wait, and all who come later. */
    public void close(String reason) {
        synchronized (this) {
            closed = Optional.of(reason);
            soon = false;
        }
        all().forEach(sync -> sync.end(reason));
        end(reason);
    }
}
