package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what replication costs the application. */
@Command(
        name = "impact",
        description = {
            "What replication costs an application that commits rows of 1 KB as fast as it can.",
            "It runs alone and beside the replicator, in turn, and each pair gives one ratio."
        })
final class ImpactVerb implements Benchmark {
    @Option(names = "--pairs", paramLabel = "N", description = "How many pairs of runs. Default: ${DEFAULT-VALUE}.")
    int pairs = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each run measures. Default: ${DEFAULT-VALUE}.")
    double seconds = 6;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long it writes before. Default: ${DEFAULT-VALUE}.")
    double warmUpSeconds = 3;

    @Option(
            names = "--sync-interval",
            paramLabel = "MS",
            description = "As the replicator's option of that name, in milliseconds. Default: ${DEFAULT-VALUE}.")
    int syncIntervalMillis = 1_000;

    /** What one run of the application came to. */
    private record Load(double commitsPerSecond, long p50Nanos, long p99Nanos, long maxNanos) {
        static Load of(CommitTimes commits, int from) {
            var latencies = commits.latencies(from);
            return new Load(
                    commits.perSecond(from),
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(99),
                    latencies.getMaxValue());
        }
    }

    /** What the replicator did meanwhile. */
    private record Replicating(Load load, double cpuShare, long walBytes, long longestGapNanos, Duration rest) {}

    private record Pair(Load alone, Replicating beside) {
        double throughput() {
            return beside.load().commitsPerSecond() / alone.commitsPerSecond();
        }

        double p99() {
            return (double) beside.load().p99Nanos() / alone.p99Nanos();
        }
    }

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        List<Pair> done = new ArrayList<>();
        for (int i = 1; i <= pairs; i++) {
            workspace.say("impact: pair " + i + " of " + pairs);
            // In turn, so that a machine that gets slower or faster meanwhile favours neither.
            Optional<Load> first = i % 2 == 1 ? Optional.of(alone(workspace)) : Optional.empty();
            Replicating beside = beside(workspace);
            done.add(new Pair(first.isPresent() ? first.get() : alone(workspace), beside));
        }
        report.section("Impact: the application alone and beside the replicator");
        report.paragraph("Sync interval " + syncIntervalMillis + " ms, one writer without a pause. Write times in"
                + " milliseconds. CPU is the replicator's, of one core. The WAL is at its largest, the gap is the longest"
                + " time without a new segment, and the rest is how long it shipped on after the load ended.");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < done.size(); i++) {
            rows.add(cells(Integer.toString(i + 1), List.of(done.get(i))));
        }
        rows.add(cells("median", done));
        report.table(
                List.of(
                        "pair",
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
                        "rest, s"),
                rows);
    }

    private Load alone(Workspace workspace) throws IOException, InterruptedException {
        Path folder = workspace.newRun();
        try (Writer writer = Writer.start(folder, folder.resolve("app.db"), 0, length())) {
            return load(writer.write());
        } finally {
            Workspace.delete(folder);
        }
    }

    private Replicating beside(Workspace workspace) throws IOException, InterruptedException {
        Path folder = workspace.newRun();
        Path database = folder.resolve("app.db");
        try (Writer writer = Writer.start(folder, database, 0, length());
                Destination destination = new FolderDestination(folder);
                ReplicatorProcess replicator = ReplicatorProcess.start(
                        workspace.seawall(), folder, database, destination, Duration.ofMillis(syncIntervalMillis))) {
            Arrivals arrivals = replicator.awaitSnapshot();
            Duration cpuBefore = replicator.cpu();
            long began = WallClock.nanos();
            CommitTimes commits = writer.write();
            long ended = WallClock.nanos();
            Duration cpu = replicator.cpu().minus(cpuBefore);
            // The file keeps the largest size that it had.
            long walBytes = Files.size(folder.resolve("app.db-wal"));
            Duration rest = replicator.stop();
            arrivals.requireWhole();
            return new Replicating(
                    load(commits),
                    (double) cpu.toNanos() / (ended - began),
                    walBytes,
                    arrivals.longestGapNanos(began, ended),
                    rest);
        } finally {
            Workspace.delete(folder);
        }
    }

    private Duration length() {
        return Duration.ofMillis((long) ((warmUpSeconds + seconds) * 1e3));
    }

    private Load load(CommitTimes commits) {
        return Load.of(commits, commits.firstAfter((long) (warmUpSeconds * 1e9)));
    }

    private static List<String> cells(String name, List<Pair> of) {
        return List.of(
                name,
                Report.number(median(of, pair -> pair.alone().commitsPerSecond()), 0),
                Report.number(median(of, pair -> pair.beside().load().commitsPerSecond()), 0),
                Report.percent(median(of, Pair::throughput)),
                millis(of, pair -> pair.alone().p50Nanos()),
                millis(of, pair -> pair.beside().load().p50Nanos()),
                millis(of, pair -> pair.alone().p99Nanos()),
                millis(of, pair -> pair.beside().load().p99Nanos()),
                Report.percent(median(of, Pair::p99)),
                millis(of, pair -> pair.alone().maxNanos()),
                millis(of, pair -> pair.beside().load().maxNanos()),
                Report.percent(median(of, pair -> pair.beside().cpuShare())),
                Report.number(median(of, pair -> pair.beside().walBytes() / 1048576.0), 1),
                Report.number(median(of, pair -> pair.beside().longestGapNanos() / 1e9), 1),
                Report.number(median(of, pair -> pair.beside().rest().toMillis() / 1e3), 1));
    }

    private static String millis(List<Pair> of, ToLongFunction<Pair> nanos) {
        return Report.millis(
                Math.round(Median.of(of.stream().mapToDouble(nanos::applyAsLong).toArray())));
    }

    private static double median(List<Pair> of, ToDoubleFunction<Pair> value) {
        return Median.of(of.stream().mapToDouble(value).toArray());
    }
}
