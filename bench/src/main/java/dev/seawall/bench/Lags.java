package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
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
     * @param storage a replica that holds all commits
     * @param from the first commit that counts
     */
    static Lags measure(CommitTimes commits, int from, Storage storage, Arrivals arrivals) throws IOException {
        arrivals.requireWhole();
        List<OptionalLong> durable = durableNanos(storage, arrivals);
        if (durable.size() < commits.count()) {
            throw new IOException("the replica holds " + durable.size() + " commits of " + commits.count());
        }
        int earlier = durable.size() - commits.count();
        Lags lags = new Lags(commits.count() - from);
        for (int i = from; i < commits.count(); i++) {
            OptionalLong at = durable.get(earlier + i);
            if (at.isEmpty()) {
                throw new IOException("commit " + i + " was in the replica before anybody looked");
            }
            // A commit is in the file before the application knows that it is done, so it may be durable first.
            lags.doneNanos[i - from] = commits.doneNanos(i);
            lags.lagNanos[i - from] = Math.max(0, at.getAsLong() - commits.doneNanos(i));
        }
        return lags;
    }

    private static List<OptionalLong> durableNanos(Storage storage, Arrivals arrivals) throws IOException {
        List<GenerationListing> generations =
                List.copyOf(ReplicaListing.read(storage).generations());
        if (generations.size() != 1) {
            throw new IOException("the replica has " + generations.size() + " generations: its history was broken");
        }
        StampReader stamps = new StampReader(storage);
        Map<Long, OptionalLong> byCommit = new TreeMap<>();
        for (Listed<SegmentName> listed : generations.get(0).segments()) {
            SegmentStamp stamp =
                    stamps.read(listed.name()).orElseThrow(() -> new IOException(listed.name() + " has no stamp"));
            String key = listed.name().key();
            OptionalLong at = arrivals.durableNanos(key.substring(key.lastIndexOf('/') + 1));
            for (long commit = stamp.nextCommit(); commit < stamp.commitAfter(); commit++) {
                byCommit.put(commit, at);
            }
        }
        return new ArrayList<>(byCommit.values());
    }
}
