package dev.seawall.cli;

import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Is built with the first line that is logged: most short verbs log none, and patterns take their time to be parsed. */
final class LateAppender<E> extends AppenderBase<E> {
    private final Supplier<Appender<E>> build;
    private @Nullable Appender<E> built;

    /** @param build returns a started appender; called once at most */
    LateAppender(Supplier<Appender<E>> build) {
        this.build = build;
    }

    /** Under this object's lock, as the base class does it. */
    @Override
    protected void append(E event) {
        Appender<E> appender = built;
        if (appender == null) {
            appender = build.get();
            built = appender;
        }
        appender.doAppend(event);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        if (built != null) {
            built.stop();
        }
    }
}
