package dev.seawall.bench;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Parses, runs what was asked for in a folder of its own, and writes the report. */
public final class Main {
    private static final int HELP_COLUMNS = 110;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Returns the exit code: 0, 1 for a failure, 2 for wrong usage. */
    static int run(String... args) {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, given) -> refuse(wrong))
                .setExecutionStrategy(Main::execute)
                .execute(args);
    }

    /** Says what is wrong in one line: all options of a verb behind it would hide it. */
    private static int refuse(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + wrong.getMessage() + "; see '" + name + " --help'");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (!parsed.hasSubcommand()
                || !(parsed.subcommand().commandSpec().userObject() instanceof Benchmark benchmark)) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "say what to run: jmh, lag, impact, footprint, restore, start, all");
        }
        BenchCommand root = (BenchCommand) parsed.commandSpec().userObject();
        try {
            root.run(benchmark);
            return 0;
        } catch (Exception e) {
            throw new CommandLine.ExecutionException(
                    parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
