package dev.seawall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Prints how a process failed: one line, as text or as JSON with the field names of the log lines; for a configuration
 * file, one for each thing that is wrong in it. A stack trace follows only where it helps: for unexpected failures, and
 * when debugging.
 */
final class ErrorLine {
    private final PrintWriter err;
    private final InstantSource clock;
    private final LogLevel level;
    private final LogFormat format;

    ErrorLine(PrintWriter err, InstantSource clock, LogLevel level, LogFormat format) {
        this.err = err;
        this.clock = clock;
        this.level = level;
        this.format = format;
    }

    ExitCode print(Throwable thrown) {
        if (thrown instanceof InvalidConfigurationException invalid) {
            invalid.problems().forEach(problem -> print(new Failure(ExitCode.USAGE, problem), Optional.empty()));
            return ExitCode.USAGE;
        }
        Failure failure = Failure.of(thrown);
        boolean traced = failure.code() == ExitCode.UNEXPECTED || level.includes(LogLevel.DEBUG);
        return print(failure, traced ? Optional.of(stackTrace(thrown)) : Optional.empty());
    }

    ExitCode print(Failure failure, Optional<String> stackTrace) {
        if (format == LogFormat.JSON) {
            err.println(json(failure, stackTrace));
        } else {
            err.println("seawall: " + failure.message());
            stackTrace.ifPresent(err::print);
        }
        return failure.code();
    }

    private String json(Failure failure, Optional<String> stackTrace) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", clock.millis());
        line.put("level", "ERROR");
        line.put("loggerName", "seawall");
        line.put("formattedMessage", failure.message());
        line.put("exitCode", failure.code().number());
        stackTrace.ifPresent(trace -> line.put("stackTrace", trace));
        try {
            return JSON.std.asString(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
