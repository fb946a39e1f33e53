package dev.seawall.retention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plans what may be deleted. Pure: it sees times and names.
 *
 * <p>Within a generation, the newest snapshot at or before the window's start stays, and everything from its index on: the
 * moments after the window's start are rebuilt from there. A whole generation may go once the one after it begins at or
 * before the window's start; until then it answers for the time between its own end and the other's beginning, in which
 * nothing was recorded. The newest generation never goes, and neither does one without our stamp.
 */
final class RetentionPlan {
    private RetentionPlan() {}

    /** A snapshot of a generation, and the time of the commit that it shows. */
    record DatedSnapshot(int index, long timeMillis) {}

    /**
     * What must be known of a generation.
     *
     * @param snapshots the complete ones, by index
     * @param lastMillis the time of its last known moment
     */
    record DatedGeneration<G>(G id, List<DatedSnapshot> snapshots, long lastMillis) {
        Optional<Long> firstRestorable() {
            return snapshots.isEmpty()
                    ? Optional.empty()
                    : Optional.of(snapshots.get(0).timeMillis());
        }
    }

    /**
     * Returns the index from which on a generation must be kept; empty if all of it must.
     *
     * @param snapshots by index, times not falling
     */
    static OptionalInt keepFrom(List<DatedSnapshot> snapshots, long windowStartMillis) {
        OptionalInt from = OptionalInt.empty();
        for (DatedSnapshot snapshot : snapshots) {
            if (snapshot.timeMillis() <= windowStartMillis) {
                from = OptionalInt.of(snapshot.index());
            }
        }
        return from;
    }

    /**
     * Returns the generations that may go whole, oldest first.
     *
     * @param others all but the current one
     * @param currentFirstMillis the first moment that the current generation can restore
     */
    static <G> List<G> expired(List<DatedGeneration<G>> others, long currentFirstMillis, long windowStartMillis) {
        List<DatedGeneration<G>> byTime = new ArrayList<>(others);
        byTime.sort(Comparator.comparingLong(DatedGeneration::lastMillis));
        List<G> expired = new ArrayList<>();
        for (int i = 0; i < byTime.size(); i++) {
            DatedGeneration<G> generation = byTime.get(i);
            long successor = currentFirstMillis;
            for (DatedGeneration<G> later : byTime.subList(i + 1, byTime.size())) {
                successor = Math.min(successor, later.firstRestorable().orElse(Long.MAX_VALUE));
            }
            boolean answersForNothing = generation.firstRestorable().isEmpty() || successor <= windowStartMillis;
            if (answersForNothing && generation.lastMillis() <= windowStartMillis) {
                expired.add(generation.id());
            }
        }
        return expired;
    }
}
