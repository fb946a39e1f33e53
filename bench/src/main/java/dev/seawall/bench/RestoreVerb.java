package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.restore.RestoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how long a restore takes, from the command to its end, and how long the least takes that it has to do. */
@Command(
        name = "restore",
        description = {
            "How long 'seawall restore' takes, Java's start included.",
            "Beside it: getting the same objects and no more, decompressing them with the tool lz4, copying the restored"
                    + " file and syncing the copy, and what a peer takes for it. The result must equal the original."
        })
final class RestoreVerb implements Benchmark {
    /** Also for a peer, which may hang: Litestream opens all segments of several indexes at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Mixin
    StorageOptions storage = new StorageOptions();

    @Option(
            names = "--size",
            paramLabel = "MIB",
            description = "Size of the database in MiB. Default: ${DEFAULT-VALUE}.")
    int mebibytes = 128;

    @Option(
            names = "--segments",
            paramLabel = "N",
            split = ",",
            description = "How many segments the replica has, of one commit each, one second apart: 86400 is a day. One"
                    + " replica for each. Default: ${DEFAULT-VALUE}.")
    List<Integer> segmentCounts = List.of(10, 100, 1_000);

    @Option(
            names = "--changed-rows",
            paramLabel = "N",
            description = "Rows of 1 KB that each segment changes, at random places. Default: ${DEFAULT-VALUE}.")
    int changedRows = 50;

    @Option(
            names = "--segments-per-index",
            paramLabel = "N",
            description =
                    "After about how many segments the WAL begins anew, as it does where an application pauses; 0 for"
                            + " when the replicator finds it long. Default: ${DEFAULT-VALUE}.")
    int segmentsPerIndex;

    @Option(
            names = "--checks",
            paramLabel = "CHECK",
            split = ",",
            description =
                    "What --check of the restore is, in turn; ratios are of the first. Default: ${DEFAULT-VALUE}.")
    List<String> checks = List.of("none", "quick");

    @Option(names = "--pairs", paramLabel = "N", description = "How many runs of each. Default: ${DEFAULT-VALUE}.")
    int pairs = 3;

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        for (int segments : segmentCounts) {
            Path folder = workspace.newRun();
            rows.add(row(workspace, folder, segments));
            Workspace.delete(folder);
        }
        report.section("Restore, " + storage.kind);
        report.paragraph(storage.describe() + " Seconds from the command to its end, medians of " + pairs
                + " runs; ratios are medians too. Each segment changes " + changedRows + " rows of 1 KB. 'start' is"
                + " `seawall version`: what Java's start alone takes. 'get' gets the same objects, signed beforehand,"
                + " over as many connections as a restore takes, " + RestoreRequest.DEFAULT_PARALLELISM
                + " at most (from a folder: reads them), and does"
                + " nothing with them. All of it is in the system's cache.");
        if (storage.kind == StorageKind.S3) {
            report.paragraph("The server's time is that of one request without the latency, while the restore runs and"
                    + " while nothing but 'get' does: where 'get' alone takes long, it is the server that is slow.");
        }
        if (workspace.peer().isPresent()) {
            report.paragraph(
                    "Litestream restores the same objects, and the result must be the same. It checks no database:"
                            + " compare it with a restore that does not either. The ratio beside it is of the '"
                            + checks.get(0)
                            + "' one.");
        }
        report.table(head(workspace), rows);
    }

    private List<String> head(Workspace workspace) {
        List<String> head = new ArrayList<>(List.of("database, MiB", "segments", "indexes", "stored, MiB"));
        checks.forEach(check -> head.add("restore, " + check));
        head.addAll(List.of("peak RSS, MiB", "start", "copy and sync", "ratio", "get", "ratio", "lz4 -d", "ratio"));
        workspace
                .peer()
                .ifPresent(peer -> head.addAll(List.of(peer.word() + " restore", "ratio", "its peak RSS, MiB")));
        if (storage.kind == StorageKind.S3) {
            head.addAll(List.of("requests", "server, ms/request", "of get"));
        }
        return head;
    }

    private List<String> row(Workspace workspace, Path folder, int segments) throws Exception {
        Path database = folder.resolve("app.db");
        Path sample = folder.resolve("sample");
        workspace.say("restore: making %,d segments".formatted(segments));
        RestoreSample.make(database, sample, (long) mebibytes << 20, segments, changedRows, segmentsPerIndex);
        Path gathered = Lz4Tool.gather(sample, folder.resolve("all.lz4"));
        try (Destination destination = storage.open(folder)) {
            destination.load(sample);
            RestoreRuns runs = new RestoreRuns(workspace, folder, destination, gathered, checks);
            for (int i = 1; i <= pairs; i++) {
                workspace.say("restore: %,d segments, run %d of %d".formatted(segments, i, pairs));
                runs.run(database, PATIENCE);
            }
            List<String> cells = new ArrayList<>(shape(database, destination));
            cells.addAll(runs.cells());
            return cells;
        }
    }

    private static List<String> shape(Path database, Destination destination) throws IOException {
        GenerationListing generation = ReplicaListing.read(destination.storage())
                .generations()
                .iterator()
                .next();
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
                Report.mebibytes(stored));
    }
}
