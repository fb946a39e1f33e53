package dev.seawall.cli;

import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.value.DurationConverter;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import dev.seawall.replica.GenerationId;
import dev.seawall.storage.StorageUrl;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Wires the command line: parses, sets up logging, runs the verb, and ends with its exit code. */
public final class Main {
    private static final int HELP_COLUMNS = 110;

    private final Console console;
    private final InstantSource clock;

    Main(Console console, InstantSource clock) {
        this.console = console;
        this.clock = clock;
    }

    public static void main(String[] args) {
        Console console = new Console(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(new Main(console, InstantSource.system()).run(args));
    }

    /** Declares the whole command line, and nothing that runs it. */
    static CommandLine commandLine(InstantSource clock) {
        return new CommandLine(new SeawallCommand())
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Instant.class, new MomentConverter(clock))
                .registerConverter(ControlAddress.class, new ControlAddressConverter())
                .registerConverter(StorageUrl.class, new StorageUrlConverter())
                .registerConverter(GenerationId.class, new GenerationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A database may well be called @home.db.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }

    int run(String... args) {
        CommandLine commandLine = commandLine(clock);
        LitestreamSpelling spelling = new LitestreamSpelling(commandLine);
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
        int code = commandLine
                .setOut(console.out())
                .setErr(console.err())
                .setExecutionStrategy(this::execute)
                .setParameterExceptionHandler(this::refuse)
                .execute(words);
        console.err().flush();
        if (console.out().checkError() && code == ExitCode.DONE.number()) {
            // Standard output is full or closed: nobody may take half a result for a whole one.
            return ExitCode.UNEXPECTED.number();
        }
        return code;
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

    private int refuse(ParameterException refused, String[] args) {
        ErrorLine errors = new ErrorLine(console.err(), clock, LogLevel.INFO, UsageErrors.formatOf(args));
        return errors.print(UsageErrors.explain(refused), Optional.empty()).number();
    }
}
