package dev.seawall.cli;

import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Wires the command line: parses, sets up logging, runs the verb, and ends with its exit code. */
public final class Main {
    private final Console console;
    private final InstantSource clock;

    Main(Console console, InstantSource clock) {
        this.console = console;
        this.clock = clock;
    }

    public static void main(String[] args) {
        LogProvider.install();
        HeadStart.begin(args);
        Console console = new Console(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(new Main(console, InstantSource.system()).run(args));
    }

    int run(String... args) {
        Grammar grammar = new Grammar(clock);
        LitestreamSpelling spelling = new LitestreamSpelling(grammar);
        String[] words;
        try {
            words = spelling.translate(args);
            spelling.notes().forEach(note -> console.err().println("seawall: " + note));
        } catch (UsageException e) {
            LogFormat format = UsageErrors.formatOf(args);
            return new ErrorLine(console.err(), clock, LogLevel.INFO, format)
                    .print(e)
                    .number();
        }
        int code = run(grammar.forLine(words), words, args);
        console.err().flush();
        if (console.out().checkError() && code == ExitCode.DONE.number()) {
            // Standard output is full or closed: nobody may take half a result for a whole one.
            return ExitCode.UNEXPECTED.number();
        }
        return code;
    }

    /** @param args as they were typed */
    private int run(CommandLine commandLine, String[] words, String[] args) {
        try {
            return execute(
                    commandLine.setOut(console.out()).setErr(console.err()).parseArgs(words));
        } catch (ParameterException e) {
            ErrorLine errors = new ErrorLine(console.err(), clock, LogLevel.INFO, UsageErrors.formatOf(args));
            return errors.print(UsageErrors.explain(e), Optional.empty()).number();
        }
    }

    private int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (!(last.commandSpec().userObject() instanceof Verb verb)) {
            throw new ParameterException(last.commandSpec().commandLine(), "a verb is missing");
        }
        SeawallCommand root = (SeawallCommand) parsed.commandSpec().userObject();
        root.installLogging();
        return run(verb, root).number();
    }

    Exit run(Verb verb, SeawallCommand root) {
        try {
            return verb.run(console);
        } catch (Exception | Error e) {
            // An error too: thrown on, it would end this thread alone, and the others would keep the process.
            // Only now: the verb may have read from its file how to log.
            return new ErrorLine(console.err(), clock, root.level(), root.format()).print(e);
        }
    }
}
