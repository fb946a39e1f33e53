package dev.seawall.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a replicator takes: memory, processor, threads, descriptors, and what it writes. */
@Command(
        name = "footprint",
        description = {
            "What the replicator takes of the machine, idle and under load, and what it asks of the storage.",
            "Needs Linux, which tells it in /proc."
        })
final class FootprintVerb implements Benchmark {
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    @Mixin
    StorageOptions storage = new StorageOptions();

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
    double warmUpSeconds = 30;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        report.section("Footprint: what the replicator takes, " + storage.kind);
        if (!ProcessFigures.areThere()) {
            report.paragraph("Not measured: this system has no /proc that tells.");
            return;
        }
        List<Row> rows = new ArrayList<>();
        for (double rate : rates) {
            for (Program program : workspace.programs()) {
                workspace.say("footprint: %s, %s commits/s for %.0f s"
                        .formatted(program.word(), rate, warmUpSeconds + seconds));
                Path folder = workspace.newRun();
                rows.add(measure(program, folder, rate));
                Workspace.delete(folder);
            }
        }
        report.paragraph(storage.describe() + " After a warm-up of " + Report.number(warmUpSeconds, 0) + " s, over "
                + Report.number(seconds, 0)
                + " s. RSS is what the process has in RAM, Java itself included; the heap is"
                + " what Java took for it, and the part with objects in it, where it is Java's. CPU is of one core. What reached the storage"
                + " is counted while it measured; the snapshot came before.");
        List<String> head = new ArrayList<>(List.of(
                "replicator",
                "commits/s",
                "RSS, MiB",
                "peak, MiB",
                "heap, MiB",
                "used, MiB",
                "CPU, s",
                "CPU",
                "threads",
                "descriptors"));
        rows.stream().findFirst().ifPresent(row -> head.addAll(row.traffic().head()));
        report.table(head, rows.stream().map(Row::cells).toList());
    }

    /** What one run came to. */
    private record Row(
            Program program,
            double rate,
            ProcessFigures process,
            Optional<JavaHeap> heap,
            double cpuSeconds,
            double seconds,
            Traffic traffic) {
        List<String> cells() {
            List<String> cells = new ArrayList<>(List.of(
                    program.word(),
                    Report.number(rate, 0),
                    Report.mebibytes(process.residentBytes()),
                    Report.mebibytes(process.peakBytes()),
                    heap.map(known -> Report.mebibytes(known.committedBytes())).orElse("-"),
                    heap.map(known -> Report.mebibytes(known.usedBytes())).orElse("-"),
                    Report.number(cpuSeconds, 2),
                    Report.number(cpuSeconds / seconds * 100, 2) + " %",
                    Report.count(process.threads()),
                    Report.count(process.descriptors())));
            cells.addAll(traffic.cells());
            return cells;
        }
    }

    private Row measure(Program program, Path folder, double rate) throws Exception {
        Path database = folder.resolve("app.db");
        // Idle is an application that has committed a little, and ended; a rate of 0 would be all that it can.
        double paced = rate > 0 ? rate : 2;
        Duration all = rate > 0 ? Duration.ofMillis((long) ((warmUpSeconds + seconds) * 1e3)) : Duration.ofSeconds(2);
        try (Destination destination = storage.open(folder);
                Writer writer = Writer.start(folder, database, paced, all);
                ReplicatorProcess replicator =
                        ReplicatorProcess.start(program, folder, database, destination, SYNC_INTERVAL)) {
            replicator.awaitSnapshot();
            writer.begin();
            Thread.sleep((long) (warmUpSeconds * 1e3));
            Traffic before = destination.traffic();
            Duration cpuBefore = replicator.cpu();
            long began = System.nanoTime();
            Thread.sleep((long) (seconds * 1e3));
            Duration cpu = replicator.cpu().minus(cpuBefore);
            double took = (System.nanoTime() - began) / 1e9;
            Traffic traffic = destination.traffic().minus(before);
            ProcessFigures figures = ProcessFigures.of(replicator.pid());
            return new Row(program, rate, figures, program.heap(replicator.pid()), cpu.toNanos() / 1e9, took, traffic);
        }
    }
}
