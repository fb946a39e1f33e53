package dev.seawall.bench.s3;

import java.util.EnumMap;
import java.util.Map;

/** Counts requests and the bytes of their contents, and how long the server itself took. Safe for several threads. */
final class Counts {
    private final Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
    private long sentBytes;
    private long fetchedBytes;
    private long serverNanos;

    Counts() {
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, 0L);
        }
    }

    synchronized void add(RequestKind kind, long sent, long fetched, long nanos) {
        requests.merge(kind, 1L, Long::sum);
        sentBytes += sent;
        fetchedBytes += fetched;
        serverNanos += nanos;
    }

    /** One line: requests in the order of the kinds, bytes sent, bytes fetched, the server's nanoseconds. */
    synchronized String line() {
        StringBuilder line = new StringBuilder();
        requests.values().forEach(count -> line.append(count).append(' '));
        return line.append(sentBytes)
                .append(' ')
                .append(fetchedBytes)
                .append(' ')
                .append(serverNanos)
                .toString();
    }
}
