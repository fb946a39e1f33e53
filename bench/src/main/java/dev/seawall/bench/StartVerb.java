package dev.seawall.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures short calls, each in a fresh process, from the command to its end. */
@Command(
        name = "start",
        description = {
            "How long short calls take, each a fresh process that the launcher starts, prepared and not.",
            "Beside it: the same calls of a peer, a Java that says hello, and /bin/true. All of it in turn, run by run."
        })
final class StartVerb implements Benchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SAMPLE_BYTES = 1_000_000;
    private static final int SAMPLE_SEGMENTS = 10;
    private static final int SAMPLE_CHANGED_ROWS = 5;
    private static final String JAVA = "bare Java that says hello";
    private static final String PROCESS = "/bin/true";

    @Option(names = "--runs", paramLabel = "N", description = "How many of each. Default: ${DEFAULT-VALUE}.")
    int runs = 10;

    @Option(
            names = "--cases",
            paramLabel = "CASE",
            split = ",",
            description = "Which calls: ${COMPLETION-CANDIDATES}. Default: all.")
    List<StartCase> cases = List.of(StartCase.values());

    @Mixin
    LatencyOption latency = new LatencyOption();

    @Override
    public void run(Workspace workspace, Report report) throws Exception {
        Path folder = workspace.newRun();
        workspace.say("start: preparing");
        Path sample = folder.resolve("sample");
        Path original = folder.resolve("original.db");
        RestoreSample.make(original, sample, SAMPLE_BYTES, SAMPLE_SEGMENTS, SAMPLE_CHANGED_ROWS, 0);
        Map<String, Program> programs = new LinkedHashMap<>();
        programs.put("as it is", Installation.copy(folder.resolve("unprepared")));
        if (workspace.starts() == Workspace.Starts.PREPARED) {
            programs.put("prepared", workspace.seawall());
        }
        workspace.peer().ifPresent(peer -> programs.put(peer.word(), peer));
        Timings timings = new Timings();
        try (Destination near = new FolderDestination(folder);
                Destination far = S3Destination.start(folder, latency.duration())) {
            far.load(sample);
            near.load(sample);
            Path hello = copyHello(folder);
            for (int i = 1; i <= runs; i++) {
                workspace.say("start: run " + i + " of " + runs);
                timings.time(PROCESS, () -> call(folder, List.of("/bin/true")));
                timings.time(JAVA, () -> call(folder, bareJava(hello)));
                for (StartCase one : cases) {
                    for (Map.Entry<String, Program> program : programs.entrySet()) {
                        Destination from = one == StartCase.S3 ? far : near;
                        String name = one.words() + ", " + program.getKey();
                        Path output = one == StartCase.NOTHING ? original : folder.resolve("restored.db");
                        timings.time(name, () -> call(program.getValue(), folder, one, output, from));
                        requireRestored(one, original, output);
                    }
                }
            }
        }
        Workspace.delete(folder);
        report.section("Start: short calls in fresh processes");
        report.paragraph("Milliseconds from the command to its end, over " + runs
                + " runs, all of them in turn; ratios are"
                + " of medians. Each answer of S3 comes " + latency.millis
                + " ms late. Files are in the system's cache."
                + " The last two lines are what this machine takes for any Java, and for any process.");
        report.table(List.of("call", "median", "least", "most", "of bare Java", "of a process"), rows(timings));
    }

    private static void call(Program program, Path folder, StartCase one, Path output, Destination from)
            throws IOException, InterruptedException {
        try (Child child = one == StartCase.VERSION ? program.version(folder) : program.restore(folder, from, output)) {
            child.awaitSuccess(PATIENCE);
        }
    }

    /** Makes room for the next one, too. */
    private static void requireRestored(StartCase one, Path original, Path output) throws IOException {
        if (one == StartCase.FOLDER || one == StartCase.S3) {
            if (Files.mismatch(original, output) >= 0) {
                throw new IOException("what '" + one.words() + "' restored differs from the original");
            }
            Files.delete(output);
        }
    }

    /** Its class alone, in a folder of its own: a long class path would cost. */
    private static Path copyHello(Path folder) throws IOException {
        Path classes = folder.resolve("classes");
        Path file = classes.resolve(Hello.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (InputStream in = Hello.class.getResourceAsStream("Hello.class")) {
            if (in == null) {
                throw new IOException("the class Hello is not among the resources");
            }
            Files.copy(in, file);
        }
        return classes;
    }

    private static List<String> bareJava(Path classes) {
        return List.of(
                Child.javaHome().resolve("bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classes.toString(),
                Hello.class.getName());
    }

    private static void call(Path folder, List<String> command) throws IOException, InterruptedException {
        try (Child child = Child.start(folder, "reference", command, Map.of())) {
            child.awaitSuccess(PATIENCE);
        }
    }

    private static List<List<String>> rows(Timings timings) {
        double java = median(millis(timings, JAVA));
        double process = median(millis(timings, PROCESS));
        List<List<String>> rows = new ArrayList<>();
        // The references came first in each run, and stand last.
        List<String> names = new ArrayList<>(timings.names());
        names.removeAll(List.of(JAVA, PROCESS));
        names.addAll(List.of(JAVA, PROCESS));
        for (String name : names) {
            List<Double> all = millis(timings, name);
            rows.add(List.of(
                    name,
                    Report.number(median(all), 0),
                    Report.number(
                            all.stream().mapToDouble(Double::doubleValue).min().orElse(0), 0),
                    Report.number(
                            all.stream().mapToDouble(Double::doubleValue).max().orElse(0), 0),
                    Report.number(median(all) / java, 1),
                    Report.number(median(all) / process, 0)));
        }
        return rows;
    }

    private static List<Double> millis(Timings timings, String name) {
        return timings.of(name).stream().map(seconds -> seconds * 1e3).toList();
    }

    private static double median(List<Double> values) {
        return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
