package dev.seawall.replicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says when one life of the replicator can first have seen, and when it must have seen, each commit: a commit's time is
 * that of the first look that showed it, and no time is before an earlier one, even if the clock goes back.
 */
final class Looks {
    /**
     * A look that may have shown, or must have shown, everything up to a commit.
     *
     * @param leastBefore the latest time that was given before, at least
     * @param mostBefore the latest time that may have been given before
     */
    private record Look(int lastEntry, long millis, boolean certain, long leastBefore, long mostBefore) {
        @Override
        public String toString() {
            return lastEntry + (certain ? " at " : " perhaps at ") + millis + " (" + leastBefore + ".." + mostBefore
                    + ")";
        }
    }

    private final Optional<Looks> lifeBefore;
    private final List<Look> looks = new ArrayList<>();
    private long leastMillis = Long.MIN_VALUE;
    private long mostMillis;
    private int lastSeen = -1;

    /**
     * @param lifeBefore what it saw may be sealed in the spool, with its times
     * @param knownMillis the latest commit time that any replica or state file can know of
     */
    Looks(Optional<Looks> lifeBefore, long knownMillis) {
        this.lifeBefore = lifeBefore;
        this.mostMillis = knownMillis;
    }

    /** It may have looked. */
    void maySee(int lastEntry, long millis) {
        if (lastEntry > lastSeen) {
            looks.add(new Look(lastEntry, millis, false, leastMillis, mostMillis));
            mostMillis = Math.max(mostMillis, millis);
        }
    }

    /** It was opened: it saw what is in the WAL, which may be nothing, and then no time was given. */
    void opened(int lastEntry, long millis) {
        saw(lastEntry, millis);
        leastMillis = Long.MIN_VALUE;
    }

    /** It looked. */
    void saw(int lastEntry, long millis) {
        if (lastEntry > lastSeen) {
            looks.add(new Look(lastEntry, millis, true, leastMillis, mostMillis));
            lastSeen = lastEntry;
            leastMillis = Math.max(leastMillis, earliestSince(lastEntry));
            mostMillis = Math.max(mostMillis, millis);
        }
    }

    /** If an earlier look showed the same already, then this one showed nothing, and gave no time. */
    private long earliestSince(int lastEntry) {
        long earliest = Long.MAX_VALUE;
        for (int i = looks.size() - 1; i >= 0 && looks.get(i).lastEntry() == lastEntry; i--) {
            earliest = Math.min(earliest, looks.get(i).millis());
        }
        return earliest;
    }

    /** The last commit that it must have seen. */
    int lastSeen() {
        return lastSeen;
    }

    /** The latest time that it may have given. */
    long latestMillis() {
        return mostMillis;
    }

    /**
     * Tells whether it, or one before it, may have given a commit this time. What an earlier one gave up for a replica is in
     * no seal of its own: gone on with all the same, it has the time of the first seal behind it.
     */
    boolean allow(int entry, long millis) {
        if (mayHaveGiven(entry, millis)) {
            return true;
        }
        for (Optional<Looks> life = lifeBefore; life.isPresent(); life = life.get().lifeBefore) {
            if (life.get().mayHaveGiven(entry, millis) || life.get().showed(entry, millis)) {
                return true;
            }
        }
        return false;
    }

    private boolean showed(int entry, long millis) {
        return looks.subList(first(entry), looks.size()).stream().anyMatch(look -> look.millis() == millis);
    }

    private boolean mayHaveGiven(int entry, long millis) {
        int place = first(entry);
        long least = Long.MAX_VALUE;
        while (place < looks.size()) {
            Look look = looks.get(place);
            least = Math.min(least, Math.max(look.leastBefore(), look.millis()));
            if (look.certain()) {
                return millis >= least && millis <= Math.max(look.mostBefore(), look.millis());
            }
            place++;
        }
        return place > first(entry) && millis >= least && millis <= mostMillis;
    }

    private int first(int entry) {
        int low = 0;
        int high = looks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (looks.get(middle).lastEntry() < entry) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** What it can have been, for a person. */
    String describe(int entry) {
        int from = first(entry);
        return looks.subList(from, Math.min(looks.size(), from + 3))
                + lifeBefore
                        .map(life -> ", before that " + life.describe(entry))
                        .orElse("");
    }
}
