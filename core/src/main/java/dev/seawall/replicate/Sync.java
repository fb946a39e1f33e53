package dev.seawall.replicate;

import dev.seawall.replicate.Durability.InReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Is one caller who waits until all that was committed before the call is shipped. */
final class Sync {
    private final SyncScope scope;
    /** The end of what was committed, by a look that came after the call. */
    private Optional<Place> end = Optional.empty();

    private Durability known = new Durability(List.of(), Optional.empty());
    private boolean over;

    Sync(SyncScope scope) {
        this.scope = scope;
    }

    /** Waits until it is over, at most for so long; returns what is known then. */
    synchronized Durability await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; !over && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    synchronized boolean isPlaced() {
        return end.isPresent();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** What is known so far. */
    synchronized Durability known() {
        return known;
    }

    /** For the thread that captures: takes note of the end, and has shipped at once what lacks. */
    synchronized void place(Place place, Replicator replicator) {
        end = Optional.of(place);
        update(replicator);
        if (!over) {
            replicator.shipUpTo(place);
        }
    }

    /** For the thread that captures: finds out which replicas have it. */
    synchronized void update(Replicator replicator) {
        if (end.isEmpty() || over) {
            return;
        }
        List<InReplica> replicas = new ArrayList<>();
        List<ReplicaStatus> status = replicator.status();
        for (int i = 0; i < status.size(); i++) {
            boolean durable = replicator.isShippedTo(i, end.get());
            replicas.add(new InReplica(
                    status.get(i).replica(),
                    durable,
                    durable ? Optional.empty() : status.get(i).failure()));
        }
        known = new Durability(List.copyOf(replicas), Optional.empty());
        over = known.isEnough(scope);
        notifyAll();
    }

    /** Gives it up. */
    synchronized void end(String reason) {
        if (!over) {
            known = new Durability(known.replicas(), Optional.of(reason));
            over = true;
            notifyAll();
        }
    }
}
