package dev.seawall.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Is what one round of {@link ImpactVerb} came to: the application alone, and beside a replicator. */
record ImpactPair(Load alone, Beside beside) {
    static final List<String> HEAD = List.of(
            "commits/s alone",
            "beside",
            "ratio",
            "write p50 alone",
            "beside",
            "write p99 alone",
            "beside",
            "ratio",
            "write max alone",
            "beside",
            "CPU",
            "WAL, MiB",
            "gap, s",
            "rest, s",
            "whole");

    /** What one run of the application came to. */
    record Load(double commitsPerSecond, long p50Nanos, long p99Nanos, long maxNanos) {
        static Load of(CommitTimes commits, int from) {
            var latencies = commits.latencies(from);
            return new Load(
                    commits.perSecond(from),
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(99),
                    latencies.getMaxValue());
        }
    }

    /** The same beside a replicator, and what that one did meanwhile; nothing is stored by one that only holds the WAL. */
    record Beside(Load load, double cpuShare, long walBytes, Optional<Stored> stored) {}

    /** What came to the replica. */
    record Stored(long longestGapNanos, Duration rest, boolean whole) {}

    private double throughput() {
        return beside.load().commitsPerSecond() / alone.commitsPerSecond();
    }

    private double p99() {
        return (double) beside.load().p99Nanos() / alone.p99Nanos();
    }

    /** The medians of some pairs, one at least: of ratios too, because only the runs of one pair had the same machine. */
    static List<String> cells(List<ImpactPair> of) {
        List<String> cells = new ArrayList<>(List.of(
                Report.number(median(of, pair -> pair.alone().commitsPerSecond()), 0),
                Report.number(median(of, pair -> pair.beside().load().commitsPerSecond()), 0),
                Report.percent(median(of, ImpactPair::throughput)),
                millis(of, pair -> pair.alone().p50Nanos()),
                millis(of, pair -> pair.beside().load().p50Nanos()),
                millis(of, pair -> pair.alone().p99Nanos()),
                millis(of, pair -> pair.beside().load().p99Nanos()),
                Report.percent(median(of, ImpactPair::p99)),
                millis(of, pair -> pair.alone().maxNanos()),
                millis(of, pair -> pair.beside().load().maxNanos()),
                Report.percent(median(of, pair -> pair.beside().cpuShare())),
                Report.number(median(of, pair -> pair.beside().walBytes() / 1048576.0), 1)));
        List<Stored> stored =
                of.stream().flatMap(pair -> pair.beside().stored().stream()).toList();
        cells.addAll(stored.isEmpty() ? List.of("", "", "") : cellsOfStored(stored));
        return cells;
    }

    private static List<String> cellsOfStored(List<Stored> of) {
        return List.of(
                Report.number(median(of, each -> each.longestGapNanos() / 1e9), 1),
                Report.number(median(of, each -> each.rest().toMillis() / 1e3), 1),
                Report.count(of.stream().filter(Stored::whole).count()));
    }

    private static String millis(List<ImpactPair> of, ToLongFunction<ImpactPair> nanos) {
        return Report.millis(
                Math.round(Median.of(of.stream().mapToDouble(nanos::applyAsLong).toArray())));
    }

    private static <T> double median(List<T> of, ToDoubleFunction<T> value) {
        return Median.of(of.stream().mapToDouble(value).toArray());
    }
}
