package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogOutputTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("dev.seawall.some");

    @Test
    void text_exception_isLoggedWithoutItsTrace() {
        LogOutput.install(context, LogLevel.INFO, LogFormat.TEXT, stream);

        log.warn("upload failed", new IllegalStateException("odd"));

        assertThat(logged()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z WARN  upload failed\\R");
    }

    @Test
    void text_exceptionWhenDebugging_isLoggedWithItsTrace() {
        LogOutput.install(context, LogLevel.DEBUG, LogFormat.TEXT, stream);

        log.warn("upload failed", new IllegalStateException("odd"));

        assertThat(logged()).contains("dev.seawall.some: upload failed", "IllegalStateException: odd", "\tat ");
    }

    @Test
    void json_message_isOneObjectALine() throws IOException {
        LogOutput.install(context, LogLevel.INFO, LogFormat.JSON, stream);

        log.info("shipped {}", 3);

        assertThat(JSON.std.mapFrom(logged()))
                .containsEntry("level", "INFO")
                .containsEntry("formattedMessage", "shipped 3")
                .containsKey("timestamp");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, 1", "WARN, 2", "INFO, 3", "DEBUG, 4", "TRACE, 5"})
    void level_chosen_hidesLowerOnes(LogLevel level, long lines) {
        LogOutput.install(context, level, LogFormat.JSON, stream);

        log.error("x");
        log.warn("x");
        log.info("x");
        log.debug("x");
        log.trace("x");

        assertThat(logged().lines().count()).isEqualTo(lines);
    }

    @Test
    void sdkLogger_atInfo_isQuiet() {
        LogOutput.install(context, LogLevel.INFO, LogFormat.TEXT, stream);

        context.getLogger("software.amazon.awssdk.request").info("GET /");

        assertThat(logged()).isEmpty();
    }

    @Test
    void leftoversOfSqlitesLibrary_areNobodysBusiness() {
        LogOutput.install(context, LogLevel.INFO, LogFormat.TEXT, stream);

        context.getLogger("org.sqlite.SQLiteJDBCLoader").error("Failed to delete old native lib");

        assertThat(logged()).isEmpty();
    }

    @Test
    void install_twice_logsOnce() {
        LogOutput.install(context, LogLevel.WARN, LogFormat.TEXT, stream);
        LogOutput.install(context, LogLevel.INFO, LogFormat.TEXT, stream);

        log.info("x");

        assertThat(logged().lines().count()).isEqualTo(1);
    }

    @BeforeEach
    void completeContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private String logged() {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
