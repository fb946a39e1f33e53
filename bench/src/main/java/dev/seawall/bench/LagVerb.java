package dev.seawall.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how long a commit is in the database alone. */
@Command(
        name = "lag",
        description = {
            "How long from a commit until the object that holds it is durable in a replica.",
            "An application commits rows of 1 KB at a fixed rate, whatever happens, and notes when each commit is done."
        })
final class LagVerb implements Benchmark {
    private static final List<String> HEAD = List.of(
            "replicator",
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
            "lag p50 / bare put p50");
    private static final int BARE_PUTS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    StorageOptions storage = new StorageOptions();

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
            for (Program program : workspace.programs()) {
                Path folder = workspace.newRun();
                if (!workspace.succeeds(
                        program, "lag", () -> rows.add(row(workspace, program, folder, rate, report)))) {
                    // Under load it does not always get that far, and Seawall's figures are worth having all the same.
                    List<String> failed = new ArrayList<>(List.of(program.word(), number(rate)));
                    failed.addAll(Collections.nCopies(HEAD.size() - failed.size(), "failed"));
                    rows.add(failed);
                }
                Workspace.delete(folder);
            }
        }
        report.section("Lag: from a commit to a durable object, " + storage.kind);
        report.paragraph(
                storage.describe() + " Sync interval " + syncIntervalMillis
                        + " ms. Times in milliseconds. The write time runs from"
                        + " when the commit was due until SQLite had done it. The bare put is what the storage allows, just"
                        + " before and after: a file of 4 KiB written, synced and named, or a signed PUT of 4 KiB. CPU is the replicator's, of one core.");
        if (workspace.peer().isPresent()) {
            report.paragraph(
                    "Litestream's commits are paired by reading the WAL in its objects. In a folder it renames a"
                            + " file that it synced, and does not sync the folder: an object counts from its name.");
        }
        report.table(HEAD, rows);
    }

    private List<String> row(Workspace workspace, Program program, Path folder, double rate, Report report)
            throws IOException, InterruptedException {
        double length = Math.max(seconds, leastCommits / rate);
        workspace.say("lag: %s, %s commits/s for %.0f s".formatted(program.word(), rate, warmUpSeconds + length));
        Histogram bare = new Histogram(CommitTimes.PRECISION_DIGITS);
        Path database = folder.resolve("app.db");
        Duration syncInterval = Duration.ofMillis(syncIntervalMillis);
        try (Destination destination = storage.open(folder);
                Writer writer = Writer.start(
                        folder, database, rate, Duration.ofMillis((long) ((warmUpSeconds + length) * 1e3)));
                ReplicatorProcess replicator =
                        ReplicatorProcess.start(program, folder, database, destination, syncInterval)) {
            Arrivals arrivals = replicator.awaitSnapshot();
            destination.barePuts(BARE_PUTS, bare);
            Duration cpuBefore = replicator.cpu();
            long began = WallClock.nanos();
            CommitTimes commits = writer.write();
            long ended = WallClock.nanos();
            Duration cpu = replicator.cpu().minus(cpuBefore);
            // So that stopping, which ships at once, changes no figure.
            arrivals.awaitQuiet(syncInterval.multipliedBy(2).plusMillis(500).toNanos(), PATIENCE.toNanos());
            replicator.stop();
            destination.barePuts(BARE_PUTS, bare);
            int from = commits.firstAfter((long) (warmUpSeconds * 1e9));
            Lags measured =
                    Lags.measure(commits, from, program.segmentsOfCommits(destination.storage(), database), arrivals);
            Histogram lags = measured.histogram();
            Histogram writes = commits.latencies(from);
            String name = program.word()
                    + (storage.kind == StorageKind.S3 ? "-s3-lag-at-" : "-lag-at-")
                    + number(rate).replace(",", "");
            report.file(name + ".svg", LagChart.svg(measured, rate));
            report.file(name + ".hgrm", percentiles(lags));
            report.file(name + ".hlog", raw(lags, (ended - began) / 1e9));
            report.file(name + "-writes.hgrm", percentiles(writes));
            double all = (ended - began) / 1e9;
            return cells(
                    program, rate, arrivals.count(began, ended) / all, cpu.toMillis() / 1e3 / all, lags, writes, bare);
        }
    }

    private static String number(double rate) {
        return Report.number(rate, rate < 10 ? 1 : 0);
    }

    /** The percentile distribution in milliseconds, in the form that HdrHistogram's tools read. */
    private static String percentiles(Histogram nanos) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        nanos.outputPercentileDistribution(new PrintStream(bytes, false, StandardCharsets.UTF_8), 1e6);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** All of the histogram, in the form of its log files. */
    private static String raw(Histogram nanos, double seconds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter writer = new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        writer.outputLogFormatVersion();
        writer.outputLegend();
        writer.outputIntervalHistogram(0, seconds, nanos, 1e6);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<String> cells(
            Program program,
            double rate,
            double objects,
            double cpu,
            Histogram lags,
            Histogram writes,
            Histogram bare) {
        return List.of(
                program.word(),
                number(rate),
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
