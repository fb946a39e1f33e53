package dev.seawall.bench;

import dev.seawall.Storages;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long a restore takes, from the command to its end, and how long a copy of the same file. */
@Command(
        name = "restore",
        description = {
            "How long a restore takes from a replica in a folder.",
            "It is the command 'seawall restore --check none', Java's start included, beside copying the restored file"
                    + " and syncing the copy."
        })
final class RestoreVerb implements Benchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CHUNK_BYTES = 1 << 20;

    @Option(
            names = "--shapes",
            paramLabel = "MIBxN",
            split = ",",
            description = "Sizes of the database in MiB, and how many segments: 64x100,64x1000."
                    + " Default: ${DEFAULT-VALUE}.")
    List<String> shapes = List.of("8x10", "128x10", "128x100", "128x1000");

    @Option(
            names = "--changed-rows",
            paramLabel = "N",
            description = "Rows of 1 KB that each segment changes, at random places. Default: ${DEFAULT-VALUE}.")
    int changedRows = 50;

    @Option(names = "--pairs", paramLabel = "N", description = "How many pairs of runs. Default: ${DEFAULT-VALUE}.")
    int pairs = 5;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (String shape : shapes) {
            String[] parts = shape.split("x", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("shape '" + shape + "' is not MIBxN, such as 64x100");
            }
            workspace.say("restore: " + shape);
            Path folder = workspace.newRun();
            rows.add(row(folder, Long.parseLong(parts[0]) << 20, Integer.parseInt(parts[1])));
            Workspace.delete(folder);
        }
        report.section("Restore: beside a copy of the same file");
        report.paragraph("Seconds from the command to its end, medians of " + pairs + " pairs; the ratio is the median"
                + " of the pairs'. Each segment changes " + changedRows + " rows of 1 KB. 'start' is `seawall version`:"
                + " what Java's start alone takes. All of it is in the system's cache.");
        report.table(
                List.of(
                        "database, MiB",
                        "segments",
                        "indexes",
                        "stored, MiB",
                        "restore",
                        "start",
                        "copy and sync",
                        "ratio"),
                rows);
    }

    private List<String> row(Path folder, long bytes, int segments) throws Exception {
        Path database = folder.resolve("app.db");
        StorageUrl.File replica = new StorageUrl.File(folder.resolve("replica"));
        RestoreSample.make(database, replica, bytes, segments, changedRows);
        double[] restores = new double[pairs];
        double[] starts = new double[pairs];
        double[] copies = new double[pairs];
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            Path restored = folder.resolve("restored.db");
            starts[i] = time(() -> seawall(folder, "version"));
            restores[i] = time(
                    () -> seawall(folder, "restore", "--check", "none", "-o", restored.toString(), replica.toString()));
            requireEqual(database, restored);
            Path copy = folder.resolve("copy.db");
            copies[i] = time(() -> copy(restored, copy));
            ratios[i] = restores[i] / copies[i];
            Files.delete(restored);
            Files.delete(copy);
        }
        return cells(database, replica, restores, starts, copies, ratios);
    }

    private static List<String> cells(
            Path database,
            StorageUrl.File replica,
            double[] restores,
            double[] starts,
            double[] copies,
            double[] ratios)
            throws IOException {
        try (Storage storage = Storages.open(replica)) {
            GenerationListing generation =
                    ReplicaListing.read(storage).generations().iterator().next();
            long stored = Stream.concat(generation.segments().stream(), generation.snapshots().stream())
                    .mapToLong(Listed::sizeBytes)
                    .sum();
            long indexes = generation.segments().stream()
                    .map(segment -> segment.name().index())
                    .distinct()
                    .count();
            return List.of(
                    Report.mebibytes(Files.size(database)),
                    Report.count(generation.segments().size()),
                    Report.count(indexes),
                    Report.mebibytes(stored),
                    Report.number(Median.of(restores), 2),
                    Report.number(Median.of(starts), 2),
                    Report.number(Median.of(copies), 2),
                    Report.number(Median.of(ratios), 1));
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static double time(Step step) throws IOException, InterruptedException {
        long began = System.nanoTime();
        step.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void seawall(Path folder, String... args) throws IOException, InterruptedException {
        try (JavaProcess process = JavaProcess.start(folder, dev.seawall.cli.Main.class, args)) {
            process.awaitSuccess(PATIENCE);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = Files.newOutputStream(to)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                out.write(chunk, 0, n);
            }
        }
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A restore that is fast and wrong must not look good. */
    private static void requireEqual(Path database, Path restored) throws IOException {
        long difference = Files.mismatch(database, restored);
        if (difference >= 0) {
            throw new IOException("the restored database differs from the original at byte " + difference);
        }
    }
}
