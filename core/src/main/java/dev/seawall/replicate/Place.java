package dev.seawall.replicate;

import dev.seawall.wal.Checksum;
import java.util.Comparator;

/**
 * A place in the database's history as this process counts it: just past a frame of a cycle.
 *
 * @param offsetBytes 0, or just past a frame
 * @param checksum the running checksum there; {@link Checksum#SEED} at offset 0
 */
record Place(long cycle, long offsetBytes, Checksum checksum) {
    static final Comparator<Place> IN_ORDER =
            Comparator.comparingLong(Place::cycle).thenComparingLong(Place::offsetBytes);

    static Place startOf(long cycle) {
        return new Place(cycle, 0, Checksum.SEED);
    }

    boolean isAtOrPast(long otherCycle, long otherOffsetBytes) {
        return cycle > otherCycle || (cycle == otherCycle && offsetBytes >= otherOffsetBytes);
    }
}
