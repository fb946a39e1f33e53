package dev.seawall.bench;

import dev.seawall.restore.RestoreRequest;
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
import java.util.Optional;

/** Restores one replica again and again, beside the least that a restore has to do, in turn. */
final class RestoreRuns {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final String START = "start";
    private static final String COPY = "copy";
    private static final String GET = "get";
    private static final String LZ4 = "lz4";
    private static final String PEER = "peer";

    private final Workspace workspace;
    private final Installation seawall;
    private final Optional<Litestream> peer;
    private final Path folder;
    private final Destination destination;
    private final Path gathered;
    private final List<String> checks;
    private final Optional<Lz4Tool> lz4 = Lz4Tool.find();
    private final Timings timings = new Timings();
    private final List<Double> requests = new ArrayList<>();
    private final List<Double> serverMillis = new ArrayList<>();
    private final List<Double> serverMillisOfGets = new ArrayList<>();
    private long peakBytes;
    private long peakBytesOfPeer;
    /** Then it is not asked again. */
    private boolean peerFailed;

    /** @param gathered all objects of the replica in one file */
    RestoreRuns(Workspace workspace, Path folder, Destination destination, Path gathered, List<String> checks)
            throws IOException, InterruptedException {
        this.workspace = workspace;
        this.seawall = workspace.seawall();
        this.peer = workspace.peer();
        this.folder = folder;
        this.destination = destination;
        this.gathered = gathered;
        this.checks = checks;
    }

    /** Does everything once. */
    void run(Path database, Duration patience) throws IOException, InterruptedException {
        Path restored = folder.resolve("restored.db");
        timings.time(START, () -> seawall(patience, "version"));
        for (String check : checks) {
            Traffic before = destination.traffic();
            timings.time(
                    check,
                    () -> seawall(patience, "restore", "--check", check, "-o", restored.toString(), destination.url()));
            Traffic traffic = destination.traffic().minus(before);
            if (check.equals(checks.get(0))) {
                requests.add((double) traffic.requests());
                serverMillis.add(traffic.millisPerRequest());
                requireEqual(database, restored);
                Path copy = folder.resolve("copy.db");
                timings.time(COPY, () -> copy(restored, copy));
                Files.delete(copy);
            }
            Files.delete(restored);
        }
        if (peer.isPresent() && !peerFailed) {
            peerFailed = !workspace.succeeds(peer.get(), "restore", () -> {
                timings.time(PEER, () -> peer(peer.get(), restored, patience));
                requireEqual(database, restored);
            });
            Files.deleteIfExists(restored);
        }
        Traffic before = destination.traffic();
        timings.note(
                GET,
                destination
                                .bareGets(RestoreRequest.DEFAULT_PARALLELISM, patience)
                                .toNanos()
                        / 1e9);
        serverMillisOfGets.add(destination.traffic().minus(before).millisPerRequest());
        if (lz4.isPresent()) {
            timings.time(LZ4, () -> lz4.get().decompress(folder, gathered));
        }
    }

    private void seawall(Duration patience, String... args) throws IOException, InterruptedException {
        try (Child child = seawall.start(folder, List.of(args), destination.environment())) {
            peakBytes = Math.max(peakBytes, peakBytes(child, patience));
        }
    }

    private void peer(Litestream litestream, Path restored, Duration patience)
            throws IOException, InterruptedException {
        try (Child child = litestream.restore(folder, destination, restored)) {
            peakBytesOfPeer = Math.max(peakBytesOfPeer, peakBytes(child, patience));
        }
    }

    /** Waits for its good end; returns the most memory that it was seen to have had. */
    private static long peakBytes(Child child, Duration patience) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long peak = 0;
        while (!child.endsWithin(LOOK_EVERY) && System.nanoTime() - began < patience.toNanos()) {
            peak = Math.max(peak, ProcessFigures.peakBytes(child.pid()));
        }
        child.awaitSuccess(LOOK_EVERY);
        return peak;
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

    List<String> cells() {
        List<String> cells = new ArrayList<>();
        checks.forEach(check -> cells.add(median(check)));
        cells.add(Report.mebibytes(peakBytes));
        cells.addAll(List.of(median(START), median(COPY), ratio(COPY), median(GET), ratio(GET)));
        cells.add(lz4.isPresent() ? median(LZ4) : "not installed");
        cells.add(lz4.isPresent() ? ratio(LZ4) : "");
        if (peer.isPresent()) {
            cells.add(peerFailed ? "failed" : median(PEER));
            cells.add(peerFailed ? "" : ratio(PEER));
            cells.add(Report.mebibytes(peakBytesOfPeer));
        }
        if (destination instanceof S3Destination) {
            cells.add(Report.number(median(requests), 0));
            cells.add(Report.number(median(serverMillis), 2));
            cells.add(Report.number(median(serverMillisOfGets), 2));
        }
        return cells;
    }

    private String median(String what) {
        return Report.number(median(timings.of(what)), 2);
    }

    /** How many times as long the restore took, run by run. */
    private String ratio(String beside) {
        List<Double> restores = timings.of(checks.get(0));
        List<Double> others = timings.of(beside);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < restores.size(); i++) {
            ratios.add(restores.get(i) / others.get(i));
        }
        return Report.number(median(ratios), 1);
    }

    private static double median(List<Double> values) {
        return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
