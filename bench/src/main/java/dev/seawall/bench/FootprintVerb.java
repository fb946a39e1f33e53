package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a replicator takes: memory, processor, threads, descriptors, and what it writes. */
@Command(
        name = "footprint",
        description = {
            "What the replicator takes of the machine, idle and under load, with a replica in a folder.",
            "Needs Linux, which tells it in /proc."
        })
final class FootprintVerb implements Benchmark {
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    @Option(
            names = "--rates",
            paramLabel = "N",
            split = ",",
            description = "Commits of 1 KB per second, one run for each; 0 for idle. Default: ${DEFAULT-VALUE}.")
    List<Double> rates = List.of(0.0, 1_000.0, 10_000.0);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each run measures. Default: ${DEFAULT-VALUE}.")
    double seconds = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long it runs before that: Java compiles then. Default: ${DEFAULT-VALUE}.")
    double warmUpSeconds = 20;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        report.section("Footprint: what the replicator takes");
        if (!ProcessFigures.areThere()) {
            report.paragraph("Not measured: this system has no /proc that tells.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (double rate : rates) {
            workspace.say("footprint: %s commits/s for %.0f s".formatted(rate, warmUpSeconds + seconds));
            Path folder = workspace.newRun();
            rows.add(row(folder, rate));
            Workspace.delete(folder);
        }
        report.paragraph(
                "After a warm-up of " + Report.number(warmUpSeconds, 0) + " s. Memory is what the process has in"
                        + " RAM, Java itself included. CPU is of one core. Objects and bytes are what reached the replica while it"
                        + " measured; the snapshot came before.");
        report.table(
                List.of(
                        "commits/s",
                        "RSS, MiB",
                        "peak, MiB",
                        "CPU",
                        "threads",
                        "descriptors",
                        "objects",
                        "stored, MiB",
                        "per object, KiB"),
                rows);
    }

    private List<String> row(Path folder, double rate) throws Exception {
        Path database = folder.resolve("app.db");
        // Idle is an application that has nothing to commit, and ends; a rate of 0 would be all that it can.
        double paced = rate > 0 ? rate : 1e-3;
        Duration all = Duration.ofMillis((long) ((warmUpSeconds + seconds) * 1e3));
        try (Writer writer = Writer.start(folder, database, paced, all);
                ReplicatorProcess replicator = ReplicatorProcess.start(folder, database, SYNC_INTERVAL)) {
            replicator.awaitSnapshot();
            writer.begin();
            Thread.sleep((long) (warmUpSeconds * 1e3));
            Duration cpuBefore = replicator.cpu();
            Stored before = Stored.of(replicator);
            long began = System.nanoTime();
            Thread.sleep((long) (seconds * 1e3));
            Duration cpu = replicator.cpu().minus(cpuBefore);
            double took = (System.nanoTime() - began) / 1e9;
            ProcessFigures figures = ProcessFigures.of(replicator.pid());
            Stored stored = Stored.of(replicator).minus(before);
            return List.of(
                    Report.number(rate, 0),
                    Report.mebibytes(figures.residentBytes()),
                    Report.mebibytes(figures.peakBytes()),
                    Report.percent(cpu.toNanos() / 1e9 / took),
                    Report.count(figures.threads()),
                    Report.count(figures.descriptors()),
                    Report.count(stored.objects()),
                    Report.mebibytes(stored.bytes()),
                    Report.number(stored.objects() == 0 ? 0 : stored.bytes() / 1024.0 / stored.objects(), 1));
        }
    }

    /** The segments that a replica holds. */
    private record Stored(long objects, long bytes) {
        static Stored of(ReplicatorProcess replicator) throws IOException {
            long objects = 0;
            long bytes = 0;
            for (GenerationListing generation :
                    ReplicaListing.read(replicator.storage()).generations()) {
                objects += generation.segments().size();
                bytes += generation.segments().stream()
                        .mapToLong(Listed::sizeBytes)
                        .sum();
            }
            return new Stored(objects, bytes);
        }

        Stored minus(Stored before) {
            return new Stored(objects - before.objects, bytes - before.bytes);
        }
    }
}
