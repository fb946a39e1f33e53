package dev.seawall.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long a commit is in the database alone. */
@Command(
        name = "lag",
        description = {
            "How long from a commit until the object that holds it is durable in a replica in a folder.",
            "An application commits rows of 1 KB at a fixed rate, whatever happens, and notes when each commit is done."
        })
final class LagVerb implements Benchmark {
    private static final int BARE_PUTS = 50;

    @Option(
            names = "--rates",
            paramLabel = "N",
            split = ",",
            description = "Commits per second, one run for each. Default: ${DEFAULT-VALUE}.")
    List<Double> rates = List.of(0.7, 100.0, 1_000.0, 10_000.0);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each run measures. Default: ${DEFAULT-VALUE}.")
    double seconds = 15;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long it writes at the same rate before. Default: ${DEFAULT-VALUE}.")
    double warmUpSeconds = 5;

    @Option(
            names = "--least",
            paramLabel = "N",
            description = "A run goes on until it has measured that many commits. Default: ${DEFAULT-VALUE}.")
    int leastCommits = 20;

    @Option(
            names = "--sync-interval",
            paramLabel = "MS",
            description = "As the replicator's option of that name, in milliseconds. Default: ${DEFAULT-VALUE}.")
    int syncIntervalMillis = 1_000;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (double rate : rates) {
            Path folder = workspace.newRun();
            rows.add(row(workspace, folder, rate, report));
            Workspace.delete(folder);
        }
        report.section("Lag: from a commit to a durable object");
        report.paragraph(
                "Sync interval " + syncIntervalMillis + " ms. Times in milliseconds. The write time runs from"
                        + " when the commit was due until SQLite had done it; the bare put is a file of 4 KiB written, synced and"
                        + " named, on the same disk just before and after: what the disk allows. CPU is the replicator's, of one core.");
        report.table(
                List.of(
                        "commits/s",
                        "commits",
                        "objects/s",
                        "lag p50",
                        "p90",
                        "p99",
                        "max",
                        "write p50",
                        "write p99",
                        "bare put p50",
                        "bare put p99",
                        "CPU",
                        "lag p50 / bare put p50"),
                rows);
    }

    private List<String> row(Workspace workspace, Path folder, double rate, Report report) throws Exception {
        double length = Math.max(seconds, leastCommits / rate);
        workspace.say("lag: %s commits/s for %.0f s".formatted(rate, warmUpSeconds + length));
        Histogram bare = new Histogram(CommitTimes.PRECISION_DIGITS);
        BarePut.measure(folder, BARE_PUTS, bare);
        Path database = folder.resolve("app.db");
        Duration syncInterval = Duration.ofMillis(syncIntervalMillis);
        try (Writer writer = Writer.start(
                        folder, database, rate, Duration.ofMillis((long) ((warmUpSeconds + length) * 1e3)));
                ReplicatorProcess replicator = ReplicatorProcess.start(folder, database, syncInterval);
                ReplicaWatch watch = ReplicaWatch.start(replicator.awaitSnapshot())) {
            Duration cpuBefore = replicator.cpu();
            CommitTimes commits = writer.write();
            Duration cpu = replicator.cpu().minus(cpuBefore);
            // So that stopping, which ships at once, changes no figure.
            watch.awaitQuiet(syncInterval.multipliedBy(2).plusMillis(500).toNanos());
            replicator.stop();
            BarePut.measure(folder, BARE_PUTS, bare);
            int from = commits.firstAfter((long) (warmUpSeconds * 1e9));
            Lags measured = Lags.measure(commits, from, replicator.storage(), watch);
            Histogram lags = measured.histogram();
            String name = "lag-at-" + Report.number(rate, rate < 10 ? 1 : 0).replace(",", "");
            report.file(name + ".svg", LagChart.svg(measured, rate));
            report.file(name + ".hgrm", percentiles(lags));
            report.file(name + "-writes.hgrm", percentiles(commits.latencies(from)));
            double all = warmUpSeconds + length;
            return cells(rate, watch.segments() / all, cpu.toMillis() / 1e3 / all, lags, commits.latencies(from), bare);
        }
    }

    /** The percentile distribution in milliseconds, in the form that HdrHistogram's tools read. */
    private static String percentiles(Histogram nanos) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        nanos.outputPercentileDistribution(new PrintStream(bytes, false, StandardCharsets.UTF_8), 1e6);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<String> cells(
            double rate, double objects, double cpu, Histogram lags, Histogram writes, Histogram bare) {
        return List.of(
                Report.number(rate, rate < 10 ? 1 : 0),
                Report.count(lags.getTotalCount()),
                Report.number(objects, 1),
                Report.millis(lags.getValueAtPercentile(50)),
                Report.millis(lags.getValueAtPercentile(90)),
                Report.millis(lags.getValueAtPercentile(99)),
                Report.millis(lags.getMaxValue()),
                Report.millis(writes.getValueAtPercentile(50)),
                Report.millis(writes.getValueAtPercentile(99)),
                Report.millis(bare.getValueAtPercentile(50)),
                Report.millis(bare.getValueAtPercentile(99)),
                Report.percent(cpu),
                Report.number((double) lags.getValueAtPercentile(50) / bare.getValueAtPercentile(50), 1));
    }
}
