package dev.seawall.bench;

import dev.seawall.bench.Workspace.Starts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Declares the verbs, and the options that every one of them takes. */
@Command(
        name = "seawall-bench",
        description = {
            "Measure Seawall on this machine and write a Markdown report.",
            "Run it on an idle machine. Compare the ratios; times alone say more about the machine."
        },
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        optionListHeading = "%nOptions:%n",
        subcommands = {
            JmhVerb.class,
            LagVerb.class,
            ImpactVerb.class,
            FootprintVerb.class,
            RestoreVerb.class,
            StartVerb.class,
            AllVerb.class
        })
final class BenchCommand {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Where to write the report; charts and histograms go into a folder beside it. Default: standard"
                            + " output, without them.")
    Optional<Path> reportFile = Optional.empty();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder whose disk is measured; databases and replicas come and go in it. Default: the"
                    + " system's folder for temporary files.")
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--unprepared",
            scope = ScopeType.INHERIT,
            description = "Measure without what 'seawall prepare' does for faster starts.")
    boolean unprepared;

    @Option(
            names = "--peer",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            converter = ExecutableFile.class,
            description =
                    "A Litestream 0.3 binary, to be measured beside, in turn: all but the inner loops, in the same run and with the"
                            + " same application. Default: none.")
    Optional<Path> peer = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    void run(Benchmark benchmark) throws Exception {
        Report report = new Report();
        Starts starts = unprepared ? Starts.UNPREPARED : Starts.PREPARED;
        try (Workspace workspace = Workspace.create(directory, starts, peer.map(Litestream::new))) {
            Machine.describe(report, directory, workspace);
            benchmark.run(workspace, report);
        } finally {
            // What was measured before something failed took its time as well.
            deliver(report);
        }
    }

    private void deliver(Report report) throws IOException {
        if (reportFile.isPresent()) {
            report.write(reportFile.get());
        } else {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.print(report.markdown());
        }
    }
}
