package dev.seawall.bench;

import dev.seawall.replica.SegmentName;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/** Says for each commit how long it took until the segment that holds it was durable. */
final class Lags {
    private final long[] doneNanos;
    private final long[] lagNanos;

    private Lags(int count) {
        doneNanos = new long[count];
        lagNanos = new long[count];
    }

    Histogram histogram() {
        Histogram histogram = new Histogram(CommitTimes.PRECISION_DIGITS);
        for (long nanos : lagNanos) {
            histogram.recordValue(nanos);
        }
        return histogram;
    }

    int count() {
        return lagNanos.length;
    }

    /** When a commit was done, after the first one. */
    double seconds(int commit) {
        return (doneNanos[commit] - doneNanos[0]) / 1e9;
    }

    double millis(int commit) {
        return lagNanos[commit] / 1e6;
    }

    /**
     * Pairs commits from the newest back: the replica's first ones made the database, before anybody measured.
     *
     * @param from the first commit that counts
     * @param segments the one of each commit in a replica that holds all of them, the oldest first
     */
    static Lags measure(CommitTimes commits, int from, List<SegmentName> segments, Arrivals arrivals)
            throws IOException {
        arrivals.requireWhole();
        if (segments.size() < commits.count()) {
            throw new IOException("the replica holds " + segments.size() + " commits of " + commits.count());
        }
        int earlier = segments.size() - commits.count();
        Lags lags = new Lags(commits.count() - from);
        for (int i = from; i < commits.count(); i++) {
            String key = segments.get(earlier + i).key();
            OptionalLong at = arrivals.durableNanos(key.substring(key.lastIndexOf('/') + 1));
            if (at.isEmpty()) {
                throw new IOException("commit " + i + " was in the replica before anybody looked");
            }
            // A commit is in the file before the application knows that it is done, so it may be durable first.
            lags.doneNanos[i - from] = commits.doneNanos(i);
            lags.lagNanos[i - from] = Math.max(0, at.getAsLong() - commits.doneNanos(i));
        }
        return lags;
    }
}
