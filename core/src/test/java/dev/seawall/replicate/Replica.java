package dev.seawall.replicate;

import dev.seawall.replicate.Ledger.Entry;
import dev.seawall.replicate.SimulatedStorage.Manners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Is one replica as the simulation knows it: its storage, and what it must be able to restore. */
final class Replica {
    /**
     * What was called shipped.
     *
     * @param millis the time that the replica knows it by
     */
    record Ack(Entry entry, long millis) {}

    private final StoredObjects stored;
    private final SimulatedStorage storage;
    private final Faults faults;
    private final Published published;
    private final Manners manners;
    private final List<Ack> acks = new ArrayList<>();
    private long windowStartMillis = Long.MIN_VALUE;

    Replica(String name, Manners manners, Random random, SimulatedClock clock, Killer killer, Tally tally) {
        this.manners = manners;
        stored = new StoredObjects(new Random(random.nextLong()));
        published = new Published(stored, tally);
        faults = new Faults(new Random(random.nextLong()), clock, killer, tally);
        storage = new SimulatedStorage(name, manners, faults, clock, tally, stored, published::add);
    }

    SimulatedStorage storage() {
        return storage;
    }

    StoredObjects stored() {
        return stored;
    }

    Faults faults() {
        return faults;
    }

    boolean listsLate() {
        return manners == Manners.LISTS_LATE;
    }

    Published published() {
        return published;
    }

    void acknowledge(Entry entry, long millis) {
        if (acks.isEmpty() || !acks.get(acks.size() - 1).entry().equals(entry)) {
            acks.add(new Ack(entry, millis));
        }
    }

    List<Ack> acks() {
        return acks;
    }

    /** The last that was called shipped and has a time at or before this one. */
    Optional<Ack> ackAt(long millis) {
        for (int i = acks.size() - 1; i >= 0; i--) {
            if (acks.get(i).millis() <= millis) {
                return Optional.of(acks.get(i));
            }
        }
        return Optional.empty();
    }

    /** Takes note that what no moment since {@code retention} ago needs may have been deleted now. */
    void mayForget(long nowMillis, Duration retention) {
        windowStartMillis = Math.max(windowStartMillis, nowMillis - retention.toMillis());
    }

    /** Every moment from here on must be restorable. */
    long windowStartMillis() {
        return windowStartMillis;
    }
}
