package dev.seawall.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LogbackServiceProvider;

/**
 * Gives SLF4J its Logback without the searches that usually come first: for the provider, and for its configuration. Each
 * opens all jars there are, which takes longer than a short verb itself.
 */
public final class LogProvider extends LogbackServiceProvider {
    /** Names this class to SLF4J; before the first logger, or it comes too late. */
    static void install() {
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        // Else it says on standard error that it does as it was told.
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    @Override
    public void initialize() {
        LoggerContext context = (LoggerContext) getLoggerFactory();
        context.setName("default");
        context.setMDCAdapter(getMDCAdapter());
        new LogDefaults().configure(context);
        context.start();
    }
}
