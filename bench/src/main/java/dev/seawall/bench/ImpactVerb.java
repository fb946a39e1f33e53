package dev.seawall.bench;

import dev.seawall.bench.ImpactPair.Beside;
import dev.seawall.bench.ImpactPair.Load;
import dev.seawall.bench.ImpactPair.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what replication costs the application. */
@Command(
        name = "impact",
        description = {
            "What replication costs an application that commits rows of 1 KB as fast as it can.",
            "It runs alone, beside each replicator, and beside a hold that copies nothing, in turn, and each pair gives one"
                    + " ratio."
        })
final class ImpactVerb implements Benchmark {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "How many pairs of runs, for each replicator. Default: ${DEFAULT-VALUE}.")
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

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        List<Program> programs = workspace.programs();
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            workspace.say("impact: pair " + (i + 1) + " of " + pairs);
            rounds.add(round(workspace, programs, i));
        }
        report.section("Impact: the application alone and beside the replicator");
        report.paragraph("Sync interval " + syncIntervalMillis + " ms, one writer without a pause. Write times in"
                + " milliseconds. CPU is the replicator's, of one core. The WAL is at its largest, the gap is the longest"
                + " time without a new segment, and the rest is how long it took to ship the rest and to end"
                + " when the load had ended. Whole is in how many runs the replica holds all commits in the end.");
        report.paragraph(
                "A hold is no replicator: it takes the read transactions of Seawall and cuts the WAL as soon as Seawall"
                        + " would, but reads no frame and copies nothing. So much is the price of keeping the WAL, whoever"
                        + " does it.");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            int place = i;
            rows.addAll(rows(
                    programs.get(i).word(),
                    rounds.stream().map(round -> round.beside().get(place)).toList()));
        }
        rows.addAll(rows("hold", rounds.stream().map(Round::hold).toList()));
        List<String> head = new ArrayList<>(List.of("replicator", "pair"));
        head.addAll(ImpactPair.HEAD);
        report.table(head, rows);
    }

    /** A row for each pair, and one for their medians. */
    private static List<List<String>> rows(String word, List<ImpactPair> all) {
        List<List<String>> rows = new ArrayList<>();
        for (int pair = 1; pair <= all.size(); pair++) {
            rows.add(row(word, Integer.toString(pair), List.of(all.get(pair - 1))));
        }
        rows.add(row(word, "median", all));
        return rows;
    }

    /** @param beside a pair for each program, in their order */
    private record Round(List<ImpactPair> beside, ImpactPair hold) {}

    /** Runs all in turn, so that a machine that gets slower or faster meanwhile favours none. */
    private Round round(Workspace workspace, List<Program> programs, int number) throws Exception {
        int hold = programs.size() + 1;
        List<Integer> turns =
                new ArrayList<>(IntStream.rangeClosed(0, hold).boxed().toList());
        Collections.rotate(turns, -number);
        Optional<Load> alone = Optional.empty();
        SortedMap<Integer, Beside> beside = new TreeMap<>();
        for (int turn : turns) {
            if (turn == 0) {
                alone = Optional.of(alone(workspace));
            } else if (turn == hold) {
                beside.put(turn, besideHold(workspace));
            } else {
                beside.put(turn, beside(workspace, programs.get(turn - 1)));
            }
        }
        Load reference = alone.orElseThrow();
        List<ImpactPair> pairs = beside.values().stream()
                .map(load -> new ImpactPair(reference, load))
                .toList();
        return new Round(pairs.subList(0, programs.size()), pairs.get(programs.size()));
    }

    private Load alone(Workspace workspace) throws IOException, InterruptedException {
        Path folder = workspace.newRun();
        try (Writer writer = Writer.start(folder, folder.resolve("app.db"), 0, length())) {
            return load(writer.write());
        } finally {
            Workspace.delete(folder);
        }
    }

    private Beside beside(Workspace workspace, Program program) throws IOException, InterruptedException {
        Path folder = workspace.newRun();
        Path database = folder.resolve("app.db");
        try (Writer writer = Writer.start(folder, database, 0, length());
                Destination destination = new FolderDestination(folder);
                ReplicatorProcess replicator = ReplicatorProcess.start(
                        program, folder, database, destination, Duration.ofMillis(syncIntervalMillis))) {
            Arrivals arrivals = replicator.awaitSnapshot();
            Duration cpuBefore = replicator.cpu();
            long began = WallClock.nanos();
            CommitTimes commits = writer.write();
            long ended = WallClock.nanos();
            Duration cpu = replicator.cpu().minus(cpuBefore);
            // The file keeps the largest size that it had.
            long walBytes = Files.size(folder.resolve("app.db-wal"));
            long stopping = WallClock.nanos();
            boolean stopped = workspace.succeeds(program, "impact", replicator::stop);
            Duration rest = Duration.ofNanos(WallClock.nanos() - stopping);
            boolean whole = stopped
                    && workspace.succeeds(
                            program, "impact", () -> requireShipped(program, destination, database, commits));
            arrivals.requireWhole();
            return new Beside(
                    load(commits),
                    (double) cpu.toNanos() / (ended - began),
                    walBytes,
                    Optional.of(new Stored(arrivals.longestGapNanos(began, ended), rest, whole)));
        } finally {
            Workspace.delete(folder);
        }
    }

    private Beside besideHold(Workspace workspace) throws IOException, InterruptedException {
        Path folder = workspace.newRun();
        Path database = folder.resolve("app.db");
        try (Writer writer = Writer.start(folder, database, 0, length());
                Child hold = Child.java(folder, HoldApplication.class, line -> false, database.toString())) {
            hold.expect("ready", PATIENCE);
            Duration cpuBefore = hold.cpu();
            long began = WallClock.nanos();
            CommitTimes commits = writer.write();
            double cpu = (double) hold.cpu().minus(cpuBefore).toNanos() / (WallClock.nanos() - began);
            long walBytes = Files.size(folder.resolve("app.db-wal"));
            hold.requireAlive();
            return new Beside(load(commits), cpu, walBytes, Optional.empty());
        } finally {
            Workspace.delete(folder);
        }
    }

    private static void requireShipped(Program program, Destination destination, Path database, CommitTimes commits)
            throws IOException {
        int shipped = program.segmentsOfCommits(destination.storage(), database).size();
        if (shipped < commits.count()) {
            throw new IOException(
                    program.word() + " shipped " + shipped + " commits of " + commits.count() + " and ended");
        }
    }

    private Duration length() {
        return Duration.ofMillis((long) ((warmUpSeconds + seconds) * 1e3));
    }

    private Load load(CommitTimes commits) {
        return Load.of(commits, commits.firstAfter((long) (warmUpSeconds * 1e9)));
    }

    private static List<String> row(String word, String pair, List<ImpactPair> of) {
        List<String> row = new ArrayList<>(List.of(word, pair));
        row.addAll(ImpactPair.cells(of));
        return row;
    }
}
