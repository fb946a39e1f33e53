package dev.seawall.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGTERM, SIGINT and, unless it means something else, SIGHUP into a request to stop: the first one asks, the second one ends the process at once.
 *
 * <p>Not a shutdown hook: while hooks run the JVM no longer reacts to a second signal, and it ends with 128 + the
 * signal's number whatever became of the work. The JDK's own class for this, {@code sun.misc.Signal}, is there to stay, but
 * using it in the source gives a warning that cannot be suppressed: hence the reflection.
 */
final class StopSignals {
    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final String HANGUP = "HUP";

    private final Runnable onFirst;
    private final ExitCode onSecond;
    private final AtomicBoolean asked = new AtomicBoolean();

    private StopSignals(Runnable onFirst, ExitCode onSecond) {
        this.onFirst = onFirst;
        this.onSecond = onSecond;
    }

    /** @param onFirst runs on a thread of its own */
    static void handle(Runnable onFirst, ExitCode onSecond) {
        StopSignals signals = new StopSignals(onFirst, onSecond);
        NAMES.forEach(name -> signals.handle(name, signals::receive));
        signals.handle(HANGUP, signals::receive);
    }

    /**
     * The same, with another meaning for SIGHUP.
     *
     * @param onHangup runs on a thread of its own, for each one
     */
    static void handle(Runnable onFirst, ExitCode onSecond, Runnable onHangup) {
        StopSignals signals = new StopSignals(onFirst, onSecond);
        NAMES.forEach(name -> signals.handle(name, signals::receive));
        signals.handle(HANGUP, onHangup);
    }

    private void handle(String name, Runnable action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object ignore = handlerType.getField("SIG_IGN").get(null);
            if (handle.invoke(null, signal, handler(handlerType, action)) == ignore) {
                // Started by nohup, or in the background of a script: whoever did that wants the signal ignored.
                handle.invoke(null, signal, ignore);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not let us handle signal " + name, e);
        }
    }

    private Object handler(Class<?> type, Runnable action) {
        return Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                        return null;
                    }
                    return method.invoke(this, args);
                });
    }

    private void receive() {
        if (asked.compareAndSet(false, true)) {
            onFirst.run();
        } else {
            Runtime.getRuntime().halt(onSecond.number());
        }
    }
}
