package dev.seawall.cli.exec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches a signal instead of the JVM.
 *
 * <p>The JDK's own class for this, {@code sun.misc.Signal}, is there to stay, but using it in the source gives a warning
 * that cannot be suppressed: hence the reflection.
 */
public final class SignalTrap {
    private static final Logger log = LoggerFactory.getLogger(SignalTrap.class);

    private SignalTrap() {}

    /**
     * Catches a signal from now on, unless it was ignored when this process started: whoever did that, nohup or a script
     * that starts us in its background, wants it ignored.
     *
     * @param name without {@code SIG}
     * @param onSignal runs on a thread of its own each time
     */
    public static void set(String name, Runnable onSignal) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method handle = signalType.getMethod("handle", signalType, handlerType);
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object ignore = handlerType.getField("SIG_IGN").get(null);
            if (handle.invoke(null, signal, handler(handlerType, onSignal)) == ignore) {
                handle.invoke(null, signal, ignore);
            }
        } catch (InvocationTargetException e) {
            // "Signal already used by VM or OS", or none that this system knows.
            log.warn("SIG{} cannot be caught here: {}", name, String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not let us handle signal " + name, e);
        }
    }

    private static Object handler(Class<?> type, Runnable onSignal) {
        return Proxy.newProxyInstance(
                SignalTrap.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                    if (method.getName().equals("handle")) {
                        onSignal.run();
                        return null;
                    }
                    return method.invoke(onSignal, args);
                });
    }
}
