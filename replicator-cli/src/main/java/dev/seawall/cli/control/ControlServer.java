package dev.seawall.cli.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP requests at a control address, one for each connection, on a thread of its own for each, of which there are
 * not many.
 *
 * <p>What comes in is bounded: its length, the time that it may take, and how many are there at once. See {@code
 * docs/control.md}.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    static final int MAX_VISITS = 32;
    private static final Duration HEAD_TIME = Duration.ofSeconds(5);
    private static final long PAUSE_AFTER_ERROR_NANOS = 100_000_000;
    private static final int WRONG_CONFIGURATION = 3;

    /** Answers a request. Called on several threads. */
    interface Handler {
        Answer handle(Request request) throws HttpFault;
    }

    private final Listener listener;
    private final Semaphore free = new Semaphore(MAX_VISITS);
    private final Duration headTime;

    private ControlServer(Listener listener, Duration headTime) {
        this.listener = listener;
        this.headTime = headTime;
    }

    /**
     * Takes the address, so that what is wrong with it shows before anything else is done. Nothing is answered yet.
     *
     * @throws ControlException if the address cannot be had
     */
    public static ControlServer bind(ControlAddress address) throws ControlException {
        return bind(address, HEAD_TIME);
    }

    static ControlServer bind(ControlAddress address, Duration headTime) throws ControlException {
        return new ControlServer(Listener.bind(address), headTime);
    }

    /** The address, with the port that the system chose if it was asked to. */
    public ControlAddress address() throws IOException {
        return listener.address();
    }

    /** Begins to answer. */
    public void serve(ControlApi api) throws IOException {
        serve((Handler) api::handle);
    }

    void serve(Handler handler) throws IOException {
        ControlAddress here = address();
        Visit visit = new Visit(new Gate(here), handler, headTime);
        start("control", () -> acceptAll(visit));
        log.info("control address: {}", here);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll(Visit visit) {
        while (listener.isOpen()) {
            try {
                admit(listener.accept(), visit);
            } catch (IOException | RuntimeException e) {
                if (listener.isOpen()) {
                    log.warn("cannot accept a connection to the control address: {}; trying again", e.toString());
                    LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
                }
            }
        }
    }

    private void admit(SocketChannel channel, Visit visit) throws IOException {
        if (!free.tryAcquire()) {
            try (channel) {
                channel.configureBlocking(false);
                channel.write(Answer.error(503, WRONG_CONFIGURATION, "too many connections at once; try again later")
                        .bytes());
            }
            return;
        }
        try {
            start("control-visit", () -> receive(channel, visit));
        } catch (Throwable e) {
            free.release();
            channel.close();
            throw e;
        }
    }

    private void receive(SocketChannel channel, Visit visit) {
        try {
            visit.serve(channel);
        } catch (IOException e) {
            log.debug("a control connection broke", e);
        } finally {
            free.release();
        }
    }

    /** Accepts no more. What is being answered is finished. Idempotent. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
