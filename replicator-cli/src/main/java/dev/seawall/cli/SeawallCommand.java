package dev.seawall.cli;

import ch.qos.logback.classic.LoggerContext;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Declares the verbs, and the options that every one of them takes. */
@Command(
        name = "seawall",
        description = "Continuous backup and point-in-time restore for SQLite.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%n",
        footer = {
            "A URL is file:///absolute/path, a plain path, or",
            "s3://bucket/prefix?endpoint=http://host:port&region=NAME&path-style=true",
            "",
            "Exit codes: 0 done, 1 unexpected failure, 2 wrong usage, 3 wrong configuration, 4 nothing to restore,",
            "5 storage unreachable or forbidden, 6 replica damaged or incomplete, 7 target in the way,",
            "8 stopped with commits not shipped, 9 database not usable."
        })
final class SeawallCommand {
    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "How much to log, on standard error: error, warn, info, debug or trace. Default: info.")
    Optional<LogLevel> logLevel = Optional.empty();

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "Log lines as text, or as json with one object a line. Default: text.")
    Optional<LogFormat> logFormat = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean version;

    /** What the configuration file says of log lines; the command line wins. */
    private Optional<LogLevel> levelOfFile = Optional.empty();

    private Optional<LogFormat> formatOfFile = Optional.empty();

    LogLevel level() {
        return logLevel.or(() -> levelOfFile).orElse(LogLevel.INFO);
    }

    LogFormat format() {
        return logFormat.or(() -> formatOfFile).orElse(LogFormat.TEXT);
    }

    /** Logs from now on as the file says, where the command line says nothing. */
    void takeFromFile(Optional<LogLevel> level, Optional<LogFormat> format) {
        levelOfFile = level;
        formatOfFile = format;
        installLogging();
    }

    void installLogging() {
        LogOutput.install((LoggerContext) LoggerFactory.getILoggerFactory(), level(), format(), System.err);
    }
}
