package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorLineTest {
    private final StorageException forbidden =
            new StorageException(StorageException.Kind.FORBIDDEN, "s3://b/a: wrong key", null);

    private final StringWriter err = new StringWriter();

    @Test
    void text_expectedFailure_isOneLine() {
        ExitCode code = line(LogLevel.INFO, LogFormat.TEXT).print(forbidden);

        assertThat(code).isEqualTo(ExitCode.STORAGE);
        assertThat(err.toString()).isEqualToIgnoringNewLines("seawall: s3://b/a: wrong key\n");
    }

    @Test
    void text_expectedFailureWhenDebugging_isTraced() {
        line(LogLevel.DEBUG, LogFormat.TEXT).print(forbidden);

        assertThat(err.toString()).contains("\tat " + ErrorLineTest.class.getName());
    }

    @Test
    void text_unexpectedFailure_isTraced() {
        line(LogLevel.ERROR, LogFormat.TEXT).print(new IllegalStateException("odd"));

        assertThat(err.toString()).startsWith("seawall: unexpected failure").contains("odd", "\tat ");
    }

    @Test
    void json_unexpectedFailure_isOneObjectWithTheTrace() throws IOException {
        line(LogLevel.INFO, LogFormat.JSON).print(new IllegalStateException("odd"));

        Map<String, Object> error = JSON.std.mapFrom(err.toString());
        assertThat(error).containsEntry("exitCode", 1).containsEntry("timestamp", CliRun.NOW.toEpochMilli());
        assertThat(error.get("stackTrace")).asString().contains("IllegalStateException");
        assertThat(err.toString().strip()).doesNotContain("\n");
    }

    private ErrorLine line(LogLevel level, LogFormat format) {
        return new ErrorLine(new PrintWriter(err, true), InstantSource.fixed(CliRun.NOW), level, format);
    }
}
