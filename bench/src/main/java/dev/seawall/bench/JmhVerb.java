package dev.seawall.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the inner loops under JMH. */
@Command(
        name = "jmh",
        description = {
            "The inner loops, in GB of pages per second.",
            "Verifying frames, encoding segments and decoding them, each beside what the machine does to the same bytes"
                    + " without our work: a copy, CRC32C, LZ4 alone."
        })
final class JmhVerb implements Benchmark {
    private static final String REFERENCE = "reference";

    @Option(
            names = "--include",
            paramLabel = "REGEX",
            description = "Which benchmarks to run, by class and method. Default: all.")
    String include = "dev\\.seawall\\.bench\\.micro";

    @Option(
            names = "--page-sizes",
            paramLabel = "BYTES",
            split = ",",
            description = "Page sizes of the WAL. Default: ${DEFAULT-VALUE}.")
    List<Integer> pageSizes = List.of(512, 4_096, 65_536);

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "Processes for each; 0 runs them in this one, which shows only that they run."
                    + " Default: ${DEFAULT-VALUE}.")
    int forks = 1;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Iterations that do not count. Default: ${DEFAULT-VALUE}.")
    int warmUps = 2;

    @Option(names = "--iterations", paramLabel = "N", description = "Those that do. Default: ${DEFAULT-VALUE}.")
    int iterations = 4;

    @Option(
            names = "--millis",
            paramLabel = "MS",
            description = "How long an iteration takes. Default: ${DEFAULT-VALUE}.")
    int iterationMillis = 500;

    @Override
    public void run(Workspace workspace, Report report) throws RunnerException {
        workspace.say("jmh: the inner loops");
        Map<String, RunResult> ours = new TreeMap<>();
        List<RunResult> references = new ArrayList<>();
        for (RunResult result : measure()) {
            if (method(result).startsWith(REFERENCE)) {
                references.add(result);
            } else {
                ours.put(place(result), result);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (RunResult reference : references) {
            RunResult own = ours.get(place(reference));
            if (own != null) {
                rows.add(cells(own, reference));
            }
        }
        report.section("Inner loops");
        report.paragraph("GB of pages per second on one core, and how far the iterations were apart.");
        report.table(List.of("loop", "page size", "GB/s", "±", "beside it", "GB/s", "±", "ratio"), rows);
    }

    private Iterable<RunResult> measure() throws RunnerException {
        TimeValue length = TimeValue.milliseconds(iterationMillis);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(include)
                .param("pageSize", pageSizes.stream().map(String::valueOf).toArray(String[]::new))
                .forks(forks)
                .warmupIterations(warmUps)
                .warmupTime(length)
                .measurementIterations(iterations)
                .measurementTime(length)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(options.build()).run();
    }

    private static List<String> cells(RunResult own, RunResult reference) {
        double ownScore = own.getPrimaryResult().getScore();
        double score = reference.getPrimaryResult().getScore();
        return List.of(
                type(own) + "." + method(own),
                own.getParams().getParam("pageSize"),
                Report.number(ownScore, 2),
                spread(own),
                method(reference).substring(REFERENCE.length()).toLowerCase(Locale.ROOT),
                Report.number(score, 2),
                spread(reference),
                Report.percent(ownScore / score));
    }

    private static String spread(RunResult result) {
        var statistics = result.getPrimaryResult().getStatistics();
        return Report.number((statistics.getMax() - statistics.getMin()) / 2, 2);
    }

    /** Where a benchmark and its references meet: one class and one page size. */
    private static String place(RunResult result) {
        return type(result) + result.getParams().getParam("pageSize");
    }

    private static String type(RunResult result) {
        String[] names = result.getParams().getBenchmark().split("\\.", -1);
        return names[names.length - 2];
    }

    private static String method(RunResult result) {
        String[] names = result.getParams().getBenchmark().split("\\.", -1);
        return names[names.length - 1];
    }
}
