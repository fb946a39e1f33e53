package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Position;
import dev.seawall.replica.Predecessor;
import java.util.Optional;

/**
 * Says how far one replica is: everything before it was acknowledged. Maps the database's cycles to the indexes of the
 * replica's own generation.
 *
 * @param firstCycle the cycle that is index 0; may be negative where the generation began in an earlier process
 * @param nextCommit the number of the next commit in this generation, from 1
 * @param predecessor what this generation follows
 * @param snapshot the newest complete snapshot; empty for as long as nothing in this generation counts as shipped
 */
record Cursor(
        GenerationId generation,
        long firstCycle,
        Place place,
        long nextCommit,
        Predecessor predecessor,
        Optional<TakenSnapshot> snapshot) {
    /**
     * @param index the index that it is filed under
     * @param takenMillis when it was taken
     * @param commit the commit that it shows; 0 for none
     */
    record TakenSnapshot(int index, long takenMillis, long commit) {}

    /** Begins a generation whose index 0 is {@code cycle}. */
    static Cursor begin(GenerationId generation, long cycle, Predecessor predecessor) {
        return new Cursor(generation, cycle, Place.startOf(cycle), 1, predecessor, Optional.empty());
    }

    /** Tells whether the replica has nothing of this generation: no other can be known by following it. */
    private boolean isUnused() {
        return position().index() == 0 && place.offsetBytes() == 0 && snapshot.isEmpty();
    }

    /** The generation that the next one follows: this one, unless the replica has nothing of it. */
    Optional<GenerationId> lastUsed() {
        return isUnused() ? predecessor.generation() : Optional.of(generation);
    }

    Position position() {
        return positionOf(place);
    }

    Position positionOf(Place other) {
        return new Position(generation, Math.toIntExact(other.cycle() - firstCycle), other.offsetBytes());
    }

    Cursor at(Place newPlace, long newNextCommit) {
        return new Cursor(generation, firstCycle, newPlace, newNextCommit, predecessor, snapshot);
    }

    Cursor following(Predecessor other) {
        return new Cursor(generation, firstCycle, place, nextCommit, other, snapshot);
    }

    Cursor with(TakenSnapshot taken) {
        return new Cursor(generation, firstCycle, place, nextCommit, predecessor, Optional.of(taken));
    }

    /** The number of the last commit acknowledged; 0 for none. */
    long lastCommit() {
        return nextCommit - 1;
    }
}
