package dev.seawall.replicate;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was simulated. */
final class Tally {
    enum Event {
        SEED,
        COMMIT,
        ROLLBACK,
        CHECKPOINT_BY_OTHERS,
        KILL_BETWEEN_STEPS,
        KILL_INSIDE_CALL,
        ORDERLY_RESTART,
        POWER_LOSS,
        COMMIT_LOST_WITH_POWER,
        STATE_LOST,
        CLOCK_JUMP,
        OUTAGE,
        STORAGE_CALL,
        REFUSED,
        ANSWER_LOST,
        SLOW,
        BODY_CUT,
        LISTING_BROKEN_OFF,
        LISTED_LATE,
        DELETE_IGNORED,
        SEGMENT,
        SNAPSHOT,
        OBJECT_DELETED,
        RESTORE_LATEST,
        RESTORE_AT_TIME,
        RESTORE_AT_COMMIT,
        RESTORE_LIKE_SQLITE,
        HONEST_ERROR,
        COMMIT_TIME_CHECKED,
        WAL_CUT_IN_TIME
    }

    private final Map<Event, Long> counts = new EnumMap<>(Event.class);
    private final Map<String, Long> reasons = new TreeMap<>();

    void count(Event event) {
        count(event, 1);
    }

    void count(Event event, long times) {
        counts.merge(event, times, Long::sum);
    }

    /** Takes note that a generation began. */
    void began(String reason) {
        reasons.merge(reason, 1L, Long::sum);
    }

    long of(Event event) {
        return counts.getOrDefault(event, 0L);
    }

    void add(Tally other) {
        other.counts.forEach(this::count);
        other.reasons.forEach((reason, times) -> reasons.merge(reason, times, Long::sum));
    }

    /** Everything that was counted, a line each; equal texts mean equal runs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((event, times) -> text.append(String.format(
                "%,12d  %s%n", times, event.name().toLowerCase(Locale.ROOT).replace('_', ' '))));
        reasons.forEach(
                (reason, times) -> text.append(String.format("%,12d  generations because of %s%n", times, reason)));
        return text.toString();
    }
}
