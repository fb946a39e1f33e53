package dev.seawall.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.io.OutputStream;
import java.util.List;

/** Sends log lines to one stream, in one form. */
final class LogOutput {
    private static final String TIME = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC}";
    /** For operators: no class names, and no stack traces, which belong into bug reports. */
    private static final String PLAIN = TIME + " %-5level %msg%n%nopex";

    private static final String DETAILED = TIME + " %-5level [%thread] %logger: %msg%n%ex";

    /** These say at info and debug what each request looks like: thousands of lines that concern the SDK alone. */
    private static final List<String> CHATTY =
            List.of("software.amazon.awssdk", "software.amazon.awssdk.request", "org.apache.http", "me.tongfei");

    /** Says as an error what it throws as well, or that a file which other processes left was deleted by one of them first. */
    private static final String SQLITE_LOADER = "org.sqlite.SQLiteJDBCLoader";

    private LogOutput() {}

    /** Replaces whatever was configured before. */
    static void install(LoggerContext context, LogLevel level, LogFormat format, OutputStream stream) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.valueOf(level.name()));
        Level chattyLevel = level == LogLevel.TRACE ? Level.DEBUG : Level.WARN;
        CHATTY.forEach(name -> context.getLogger(name).setLevel(chattyLevel));
        context.getLogger(SQLITE_LOADER).setLevel(level == LogLevel.TRACE ? Level.TRACE : Level.OFF);

        Appender<ILoggingEvent> appender = new LateAppender<>(() -> appender(context, level, format, stream));
        appender.setContext(context);
        appender.setName("stderr");
        appender.start();
        root.addAppender(appender);
    }

    private static Appender<ILoggingEvent> appender(
            LoggerContext context, LogLevel level, LogFormat format, OutputStream stream) {
        Encoder<ILoggingEvent> encoder = encoder(level, format);
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(new Unclosed(stream));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> encoder(LogLevel level, LogFormat format) {
        if (format == LogFormat.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithContext(false);
            json.setWithMDC(false);
            json.setWithArguments(false);
            json.setWithMessage(false);
            json.setWithFormattedMessage(true);
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setPattern(level.includes(LogLevel.DEBUG) ? DETAILED : PLAIN);
        return text;
    }

    /** Keeps standard error open when an appender is replaced: Logback closes the stream of each one it stops. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws java.io.IOException {
            flush();
        }
    }
}
