package dev.seawall.cli.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an application beside a replication, and ends with it.
 *
 * <p>The application starts once the replication has looked at the database. When it has ended, of itself or by a signal,
 * the rest is shipped. The first request to stop is passed on to it; if it has not ended after a while, or at the second
 * request, it is killed. A replication that fails ends the application: nobody would notice otherwise that nothing is
 * backed up any more.
 *
 * <p>For one run in the life of a process: the signals stay caught.
 */
public final class Supervision {
    private static final Logger log = LoggerFactory.getLogger(Supervision.class);
    /** As shells count. */
    private static final int SIGNALLED = 128;

    private static final Map<String, Integer> STOPS = Map.of("INT", 2, "TERM", 15);
    private static final int KILLED = SIGNALLED + 9;
    private static final long POLL_MILLIS = 20;
    /** A process that is killed is gone at once, unless the kernel cannot get it out of a disk. */
    private static final Duration LONGEST_DEATH = Duration.ofSeconds(10);

    /** Says whose business SIGHUP is. */
    public enum Hangup {
        /** The application's, as SIGUSR1 and SIGUSR2 are. */
        PASSED_ON,
        /** Somebody else catches it. */
        LEFT_ALONE
    }

    /**
     * Tells what became of it all.
     *
     * @param exitCode the application's; 128 + the number of the signal that ended it, or that came before it started
     */
    public record Ending(int exitCode, boolean allShipped) {}

    private final Signals signals;
    private final Command command;
    private final Duration grace;
    private final Hangup hangup;
    private final Runnable giveUp;
    private final CountDownLatch over = new CountDownLatch(1);

    private @Nullable Application application;
    private int stopRequests;
    private int stopSignal;
    private volatile Optional<Integer> exitCode = Optional.empty();
    private volatile @Nullable Throwable startFailure;

    /**
     * @param grace how long the application may take to end after a request to stop
     * @param giveUp ends this process at once, whatever is not shipped
     */
    public Supervision(Command command, Duration grace, Hangup hangup, Runnable giveUp) {
        this(SignalTrap::set, command, grace, hangup, giveUp);
    }

    Supervision(Signals signals, Command command, Duration grace, Hangup hangup, Runnable giveUp) {
        this.signals = signals;
        this.command = command;
        this.grace = grace;
        this.hangup = hangup;
        this.giveUp = giveUp;
    }

    /**
     * Runs both until both have ended. The replication keeps the calling thread.
     *
     * @throws IOException if the application cannot be started, or the replication failed, and not because of an
     *     application that had failed before
     */
    public Ending run(Replicating replicating) throws IOException {
        STOPS.forEach((name, number) -> signals.set(name, () -> stop(name, number, replicating)));
        if (hangup == Hangup.PASSED_ON) {
            signals.set("HUP", () -> passOn("HUP"));
        }
        signals.set("USR1", () -> passOn("USR1"));
        signals.set("USR2", () -> passOn("USR2"));
        Thread beside = new Thread(() -> runApplication(replicating), "application");
        beside.setDaemon(true);
        beside.start();
        boolean allShipped = false;
        Optional<Throwable> failure = Optional.empty();
        try {
            allShipped = replicating.run();
        } catch (Throwable e) {
            // Whatever it is, such as no memory: nothing is backed up from now on.
            failure = Optional.of(e);
        }
        over.countDown();
        boolean endedByUs = end(beside, failure);
        Throwable unstarted = startFailure;
        if (unstarted != null) {
            throwAgain(unstarted);
        }
        int code = exitCode.orElseGet(this::codeWithoutAnApplication);
        if (failure.isPresent()) {
            if (failure.get() instanceof Error || endedByUs || code == 0 || exitCode.isEmpty()) {
                throwAgain(failure.get());
            }
            log.error("after the application's end: {}", failure.get().getMessage());
        }
        return new Ending(code, allShipped);
    }

    private static void throwAgain(Throwable failure) throws IOException {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw failure instanceof IOException io ? io : new IOException(failure);
    }

    /** Runs on a thread of its own. */
    private void runApplication(Replicating replicating) {
        try {
            Optional<Application> started = startOnceLooked(replicating);
            if (started.isPresent()) {
                int code = started.get().exitCode();
                exitCode = Optional.of(code);
                log.info("the application ended with {}: shipping the rest", code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            startFailure = e;
        } finally {
            replicating.stop();
        }
    }

    /** Empty if it ended, or was asked to, before everything was looked at. */
    private Optional<Application> startOnceLooked(Replicating replicating) throws IOException, InterruptedException {
        // The storages' deadlines bound this: a look is taken after each was asked once.
        while (!isOver()) {
            Optional<Application> started = startIfLooked(replicating);
            if (started.isPresent() || over.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return started;
            }
        }
        return Optional.empty();
    }

    private synchronized boolean isOver() {
        return over.getCount() == 0 || stopRequests > 0;
    }

    /** A request to stop comes before it or finds the application. */
    private synchronized Optional<Application> startIfLooked(Replicating replicating) throws IOException {
        if (isOver() || !replicating.hasLooked()) {
            return Optional.empty();
        }
        Application started = Application.start(command);
        application = started;
        return Optional.of(started);
    }

    private synchronized Optional<Application> application() {
        return Optional.ofNullable(application);
    }

    /** Ends the application if it outlived the replication; tells whether it did. */
    private boolean end(Thread beside, Optional<Throwable> failure) {
        try {
            Optional<Application> left = application().filter(Application::isRunning);
            if (left.isPresent()) {
                left.get().terminate(); // First, as there may be no memory left to say so.
                log.error(
                        "the replication has ended, and so must the application: {}",
                        failure.map(e -> Objects.requireNonNullElseGet(e.getMessage(), e::toString))
                                .orElse("it was asked to"));
                killUnlessEnded(left.get());
            }
            beside.join(LONGEST_DEATH.toMillis());
            return left.isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized int codeWithoutAnApplication() {
        if (application != null) {
            return KILLED;
        }
        return stopRequests > 0 ? SIGNALLED + stopSignal : 0;
    }

    /** Runs on a thread of its own for each signal. */
    private void stop(String name, int number, Replicating replicating) {
        int nth = count(number);
        Optional<Application> running = application().filter(Application::isRunning);
        if (running.isEmpty()) {
            if (nth > 1) {
                giveUp.run();
            }
            replicating.stop();
            log.info("shipping what is left; another signal ends it at once");
        } else if (nth > 1) {
            log.warn("asked to stop again: killing the application");
            running.get().kill();
        } else {
            ask(running.get(), name);
        }
    }

    private synchronized int count(int number) {
        stopSignal = number;
        stopRequests++;
        return stopRequests;
    }

    private void ask(Application running, String name) {
        if (!name.equals("INT") || !Terminal.isInFront()) {
            running.send(name);
        }
        try {
            killUnlessEnded(running);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killUnlessEnded(Application running) throws InterruptedException {
        if (!running.endsWithin(grace)) {
            log.warn("the application did not end within {} ms: killing it", grace.toMillis());
            running.kill();
        }
    }

    private void passOn(String name) {
        Optional<Application> running = application().filter(Application::isRunning);
        running.ifPresentOrElse(
                child -> child.send(name), () -> log.info("SIG{}: the application is not running", name));
    }
}
