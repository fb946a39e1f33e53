package dev.seawall.replicate;

import dev.seawall.sqlite.Visible;
import dev.seawall.wal.WalHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Records what became visible in the WAL and when, cycle by cycle, for the shippers to follow.
 *
 * <p>Holds no bytes: those stay in the WAL, or in the spool. A mark is kept for each look that saw something new, up to a
 * bound; beyond it, marks are merged in pairs, which makes the times of old unshipped commits coarser, and later, but
 * never wrong in order. Safe for several threads.
 */
final class Tape {
    /** About 3 MiB of marks: a day of one look a second. */
    private static final int MAX_MARKS = 1 << 16;

    /** What was committed in one cycle. The last of a {@link Tape} is open: it may grow. */
    record Stretch(Optional<WalHeader> header, long lastFrame, boolean isOpen) {
        /** The offset just past the last committed frame; 0 if there is none. */
        long endBytes() {
            return header.isEmpty() || lastFrame == 0
                    ? 0
                    : header.get().pageSize().endOfFrame(lastFrame);
        }
    }

    /** Says that a look saw everything up to a frame of a cycle, for the first time. */
    record Mark(long cycle, long frame, long timeMillis) {
        boolean isBefore(long otherCycle, long otherFrame) {
            return cycle < otherCycle || (cycle == otherCycle && frame < otherFrame);
        }
    }

    private final NavigableMap<Long, Visible> cycles = new TreeMap<>();
    private List<Mark> marks = new ArrayList<>();
    private long lastTimeMillis;
    private Break lastBreak = new Break(0, "first");

    /**
     * Says that nothing before a cycle continues into it, and why.
     *
     * @param cycle the first cycle after it
     * @param reason a word for logs, metrics and stamps, such as {@code lost_hold}
     */
    record Break(long cycle, String reason) {}

    /** @param lastTimeMillis the latest commit time ever given, so that time never goes back */
    Tape(long lastTimeMillis) {
        this.lastTimeMillis = lastTimeMillis;
    }

    /** Starts, or starts anew after a break, with what a hold saw first. */
    synchronized void begin(Visible first, long nowMillis, String reason) {
        lastBreak = new Break(first.cycle(), reason);
        cycles.clear(); // what was sealed of them is given up with the hold: nobody can tell where it went wrong
        note(first, nowMillis);
    }

    /** Takes up what an earlier process knew of a cycle; in order, and before the live cycle is noted. */
    synchronized void recall(Visible cycle, List<Mark> seen) {
        cycles.put(cycle.cycle(), cycle);
        marks.addAll(seen);
        seen.forEach(mark -> lastTimeMillis = Math.max(lastTimeMillis, mark.timeMillis()));
    }

    /** Goes on, in a new process, from cycles that were recalled: nothing is missing from {@code since} on. */
    synchronized void goOn(long since, Visible live, long nowMillis) {
        lastBreak = new Break(since, "first");
        note(live, nowMillis);
    }

    /** Takes note of what a look showed, and gives it a time: now, or the latest given if the clock went back. */
    synchronized void note(Visible visible, long nowMillis) {
        Visible known = cycles.put(visible.cycle(), visible);
        if (visible.lastFrame() > 0 && (known == null || visible.lastFrame() > known.lastFrame())) {
            lastTimeMillis = Math.max(lastTimeMillis, nowMillis);
            marks.add(new Mark(visible.cycle(), visible.lastFrame(), lastTimeMillis));
            if (marks.size() > MAX_MARKS) {
                thin();
            }
        }
    }

    /** Gives nothing that is seen from now on a time before this one: a replica knows of commits up to then. */
    synchronized void notBefore(long millis) {
        lastTimeMillis = Math.max(lastTimeMillis, millis);
    }

    private void thin() {
        List<Mark> kept = new ArrayList<>(marks.size() / 2 + 1);
        for (int i = 0; i < marks.size(); i++) {
            boolean lastOfCycle = i + 1 == marks.size()
                    || marks.get(i + 1).cycle() != marks.get(i).cycle();
            if (i % 2 == 1 || lastOfCycle) {
                kept.add(marks.get(i));
            }
        }
        marks = kept;
    }

    /** The time at which a commit frame was first seen, in milliseconds since 1970-01-01T00:00Z. */
    synchronized long timeOf(long cycle, long frame) {
        int mark = firstMarkFrom(cycle, frame);
        return mark < marks.size() ? marks.get(mark).timeMillis() : lastTimeMillis;
    }

    /** When the first commit behind a place was seen; empty if there is none. */
    synchronized Optional<Long> seenAfter(Place place) {
        long frames = stretch(place.cycle())
                .flatMap(Stretch::header)
                .map(header -> header.pageSize().framesBefore(place.offsetBytes()))
                .orElse(0L);
        int mark = firstMarkFrom(place.cycle(), frames + 1);
        return mark < marks.size() ? Optional.of(marks.get(mark).timeMillis()) : Optional.empty();
    }

    private int firstMarkFrom(long cycle, long frame) {
        int low = 0;
        int high = marks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (marks.get(middle).isBefore(cycle, frame)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The latest commit time given so far. */
    synchronized long lastTimeMillis() {
        return lastTimeMillis;
    }

    /** What is known of a cycle; empty if it was forgotten, or broken off. A cycle from before a break is one recalled. */
    synchronized Optional<Stretch> stretch(long cycle) {
        Visible visible = cycles.get(cycle);
        return visible == null
                ? Optional.empty()
                : Optional.of(new Stretch(visible.header(), visible.lastFrame(), cycle == cycles.lastKey()));
    }

    /** How many bytes were committed behind a place, as far as the tape knows. */
    synchronized long bytesAfter(Place place) {
        long bytes = 0;
        for (long cycle : cycles.tailMap(place.cycle()).keySet()) {
            long end = stretch(cycle).map(Stretch::endBytes).orElse(0L);
            bytes += Math.max(0, cycle == place.cycle() ? end - place.offsetBytes() : end);
        }
        return bytes;
    }

    /** The cycle that is live in the WAL, as of the last look. */
    synchronized Visible newest() {
        return cycles.lastEntry().getValue();
    }

    /** Tells whether everything from this cycle on is one unbroken history. */
    synchronized boolean isUnbrokenSince(long cycle) {
        return cycle >= lastBreak.cycle();
    }

    /** The latest break, or where this process began. */
    synchronized Break lastBreak() {
        return lastBreak;
    }

    /** Forgets what no replica needs any more; the live cycle never. */
    synchronized void forgetUnless(Outstanding.Filter needed) {
        long live = cycles.lastKey();
        cycles.headMap(live).values().removeIf(visible -> !needed.needs(visible.cycle(), 0, Long.MAX_VALUE));
        marks.removeIf(mark -> {
            Visible visible = cycles.get(mark.cycle());
            return visible == null || !needed.needs(mark.cycle(), 0, endOf(visible, mark.frame()));
        });
    }

    private static long endOf(Visible visible, long frame) {
        return visible.header()
                .map(header -> header.pageSize().endOfFrame(frame))
                .orElse(0L);
    }

    /** The marks that date the commits in a run of a cycle: from the first past {@code afterFrame} to the first past the run. */
    synchronized List<Mark> marksOf(long cycle, long afterFrame, long lastFrame) {
        List<Mark> found = new ArrayList<>();
        for (Mark mark : marks) {
            boolean after = mark.cycle() == cycle && mark.frame() > afterFrame;
            if (after) {
                found.add(mark);
            }
            if (after && mark.frame() >= lastFrame) {
                break;
            }
        }
        return found;
    }
}
