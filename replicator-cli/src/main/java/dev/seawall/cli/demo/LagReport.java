package dev.seawall.cli.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums up how long commits took to get into the replica.
 *
 * @param medianMillis from the application's decision to commit to the complete object
 * @param worstMillis likewise
 */
record LagReport(int commits, long medianMillis, long worstMillis) {
    /**
     * Pairs commits from the newest back: the replica's first commits may lie before the application's first one, and
     * those that the snapshot alone holds have no object of their own.
     */
    static LagReport of(List<Acknowledged> acknowledged, List<Long> storedMillis) {
        List<Long> lags = new ArrayList<>();
        int pairs = Math.min(acknowledged.size(), storedMillis.size());
        for (int back = 1; back <= pairs; back++) {
            long committed = acknowledged.get(acknowledged.size() - back).timeMillis();
            lags.add(Math.max(0, storedMillis.get(storedMillis.size() - back) - committed));
        }
        lags.sort(null);
        return lags.isEmpty()
                ? new LagReport(0, 0, 0)
                : new LagReport(lags.size(), lags.get(lags.size() / 2), lags.get(lags.size() - 1));
    }
}
