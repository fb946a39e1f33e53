package dev.seawall;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps what a class logs, from INFO on, and lets a test act at that very moment, on the thread that logs. */
public final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level level;
    private final boolean additive;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Consumer<String> action;

    public LogWatch(Class<?> logging, Consumer<String> action) {
        this.action = action;
        logger = (Logger) LoggerFactory.getLogger(logging);
        level = logger.getLevel();
        additive = logger.isAdditive();
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        start();
        logger.addAppender(this);
    }

    public LogWatch(Class<?> logging) {
        this(logging, message -> {});
    }

    @Override
    protected void append(ILoggingEvent event) {
        messages.add(event.getFormattedMessage());
        action.accept(event.getFormattedMessage());
    }

    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(level);
        logger.setAdditive(additive);
        stop();
    }
}
