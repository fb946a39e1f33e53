package dev.seawall.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came to a storage.
 *
 * @param counts of requests by kind, or of objects where there are no requests
 * @param sentBytes that went into it
 * @param fetchedBytes that came out, where somebody counts them
 * @param serverTime how long a server worked on all of it, without the latency; zero where there is none
 */
record Traffic(Map<String, Long> counts, long sentBytes, long fetchedBytes, Duration serverTime) {
    Traffic minus(Traffic before) {
        Map<String, Long> since = new LinkedHashMap<>(counts);
        since.replaceAll((kind, count) -> count - before.counts.getOrDefault(kind, 0L));
        return new Traffic(
                since,
                sentBytes - before.sentBytes,
                fetchedBytes - before.fetchedBytes,
                serverTime.minus(before.serverTime));
    }

    long requests() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The server's time for one request, in milliseconds. */
    double millisPerRequest() {
        return requests() == 0 ? 0 : serverTime.toNanos() / 1e6 / requests();
    }

    List<String> head() {
        List<String> head = new ArrayList<>(counts.keySet());
        head.add("sent, MiB");
        if (isCounted()) {
            head.add("fetched, MiB");
        }
        return head;
    }

    List<String> cells() {
        List<String> cells =
                new ArrayList<>(counts.values().stream().map(Report::count).toList());
        cells.add(Report.mebibytes(sentBytes));
        if (isCounted()) {
            cells.add(Report.mebibytes(fetchedBytes));
        }
        return cells;
    }

    /** Tells whether somebody sees each request: nobody does where a folder is read. */
    private boolean isCounted() {
        return counts.containsKey("GET");
    }
}
