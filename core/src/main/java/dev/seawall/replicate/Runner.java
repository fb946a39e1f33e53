package dev.seawall.replicate;

import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a {@link Replicator} its threads: the caller's captures and tends, and each replica has one that ships and one
 * that takes snapshots. None of them is ever interrupted.
 */
public final class Runner {
    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    /** After an event that showed nothing new: SQLite writes frames first, and makes them visible without an event. */
    private static final long[] LOOK_AGAIN_MICROS = {200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000};

    /** The path, and whether replicas refuse us, is looked at as often, if there is a look at all. */
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private static final Duration RESTLESS_POLL = Duration.ofMillis(10);
    /** Under load a look every 2 ms is plenty, and leaves the processor to the application. */
    private static final long LOOK_SPACING_NANOS = 2_000_000;
    /** While nobody could ship a commit, when it was made is all that is to be found out. */
    private static final long LEISURELY_SPACING_NANOS = 25_000_000;
    /** Nor is there much to tend that could not wait as long as that, while no replica got anything. */
    private static final int LEISURELY_LOOKS_A_TEND = 4;

    /** What was last committed to a database that was replaced gets this long to be shipped. */
    private static final Duration LAST_OF_REPLACED = Duration.ofSeconds(5);

    private static final Duration SNAPSHOT_WAIT = Duration.ofMillis(500);
    /** Who has nothing to do is woken by the bell; this is for what nobody thought of. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration BUSY_PATIENCE = Duration.ofSeconds(10);
    private static final Duration THREAD_PATIENCE = Duration.ofSeconds(2);

    private final Replicator replicator;
    private final Times times;
    private final Doorbell doorbell = new Doorbell();
    private final List<Worker> workers = new ArrayList<>();
    private final StopSwitch stop;
    private final Syncs syncs;
    private final ErrorLog errors = new ErrorLog(log, "capture");
    private long tendedProgress;
    private boolean busy;
    private long busySinceNanos;

    Runner(Replicator replicator, Times times, StopSwitch stop) {
        this(replicator, times, stop, new Syncs());
    }

    /** @param syncs served as long as it runs */
    public Runner(Replicator replicator, Times times, StopSwitch stop, Syncs syncs) {
        this.replicator = replicator;
        this.times = times;
        this.stop = stop;
        this.syncs = syncs;
        replicator.runAsideOn(Runner::startThread);
        for (int i = 0; i < replicator.replicaCount(); i++) {
            int replica = i;
            workers.add(new Worker(
                    "ship-" + i,
                    doorbell,
                    () -> replicator.ship(replica),
                    () -> clamp(replicator.nextShipNanos(replica) - times.nanos())));
            workers.add(new Worker(
                    "snapshot-" + i,
                    doorbell,
                    () -> replicator.snapshot(replica),
                    () -> (replicator.isSnapshotUnderWay(replica) ? SNAPSHOT_WAIT : LONGEST_WAIT).toNanos()));
        }
    }

    /** For what happens a few times a second at most. */
    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "aside");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            task.run(); // the system gives no more threads
        }
    }

    private static long clamp(long nanos) {
        return Math.max(0, Math.min(nanos, LONGEST_WAIT.toNanos()));
    }

    /** Tells why the runner came back. */
    public enum Ending {
        /** Asked to stop, and everything committed before that is shipped. */
        ALL_SHIPPED,
        /** Asked to stop, and the time ran out first. */
        NOT_ALL_SHIPPED,
        /** The path leads to another file now: open that one. */
        DATABASE_REPLACED
    }

    /**
     * Replicates until asked to stop, then ships the rest.
     *
     * @param shutdownTimeout how long shipping the rest may take
     */
    public Ending run(Duration shutdownTimeout) throws IOException {
        try (Watch watch = new Watch(replicator::watch)) {
            workers.forEach(Worker::start);
            stop.onStop(watch::wake);
            syncs.onAsk(watch::wake);
            if (replicate(watch)) {
                Duration patience =
                        shutdownTimeout.compareTo(LAST_OF_REPLACED) < 0 ? shutdownTimeout : LAST_OF_REPLACED;
                if (finish(patience, false) == Ending.NOT_ALL_SHIPPED) {
                    log.error("the last commits to the file that was replaced could not be shipped, and are given up");
                }
                return Ending.DATABASE_REPLACED;
            }
            return finish(shutdownTimeout, true);
        } finally {
            syncs.end("it was stopped, or its database replaced by another file, before all was shipped");
            workers.forEach(worker -> worker.end(THREAD_PATIENCE));
        }
    }

    /**
     * Ships everything that is committed now, with snapshots where they are due and can be taken, deletes what retention
     * does not need behind these, and comes back.
     *
     * @param timeout how long it may go on without any progress
     * @throws StorageException if a replica refuses us
     */
    public Ending runOnce(Duration timeout) throws StorageException {
        try {
            workers.forEach(Worker::start);
            replicator.flush();
            Optional<Place> end = Optional.empty();
            long deadline = times.in(timeout);
            long progress = replicator.progress();
            boolean shipped = false;
            while (!shipped || replicator.isTakingSnapshots()) {
                failIfRefused(1);
                // What is committed meanwhile is not waited for.
                long now = shipped ? replicator.snapshotProgress() : replicator.progress();
                if (now != progress) {
                    progress = now;
                    deadline = times.in(timeout);
                }
                if (times.isPast(deadline) || stop.isStopped()) {
                    return shipped ? Ending.ALL_SHIPPED : Ending.NOT_ALL_SHIPPED;
                }
                end = end.isPresent() ? end : certainEnd();
                stepAndWait(true);
                shipped |= end.map(replicator::isShippedTo).orElse(false);
            }
            return Ending.ALL_SHIPPED;
        } finally {
            workers.forEach(worker -> worker.end(THREAD_PATIENCE));
        }
    }

    /** Waits for the WAL to change. */
    interface Waiting {
        /** Waits until it may have changed; false if the time passed first. */
        boolean await(long nanos);

        /** Waits for the time alone: changes in it are looked for afterwards. */
        default void rest(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    }

    /**
     * Captures and tends until stopped; true if the database was replaced.
     *
     * @throws StorageException if every replica refuses us from the start
     */
    boolean replicate(Waiting watcher) throws StorageException {
        long nextCheck = times.in(CHECK_EVERY);
        int quiet = LOOK_AGAIN_MICROS.length;
        int leisurely = 0;
        SlowPoll slowPoll = new SlowPoll();
        while (!stop.isStopped()) {
            if (Thread.interrupted()) {
                stop.stop(); // and the flag is cleared: it would make every wait return at once
            }
            long began = times.nanos();
            boolean news = step(leisurely % LEISURELY_LOOKS_A_TEND == 0 || replicator.progress() != tendedProgress);
            if (times.isPast(nextCheck)) {
                nextCheck = times.in(CHECK_EVERY);
                failIfRefused(replicator.replicaCount());
                if (!replicator.isStillInPlace()) {
                    return true;
                }
            }
            long seen = doorbell.rings();
            long leisure = replicator.leisureNanos();
            if (news) {
                quiet = 0;
                slowPoll.news();
            }
            leisurely = quiet < LOOK_AGAIN_MICROS.length && leisure > LOOK_SPACING_NANOS ? leisurely + 1 : 0;
            if (serveSyncs()) {
                quiet = 0;
                doorbell.await(seen, RESTLESS_POLL.toNanos());
            } else if (leisurely > 0) {
                quiet++;
                watcher.rest(Math.min(leisure, LEISURELY_SPACING_NANOS));
            } else if (news) {
                watcher.rest(LOOK_SPACING_NANOS - (times.nanos() - began));
            } else if (quiet < LOOK_AGAIN_MICROS.length) {
                watcher.await(LOOK_AGAIN_MICROS[quiet++] * 1_000);
            } else if (replicator.isRestless()) {
                quiet = watcher.await(RESTLESS_POLL.toNanos()) ? 0 : quiet;
            } else {
                boolean event = watcher.await(slowPoll.next().toNanos());
                slowPoll.waited(event);
                quiet = event ? 0 : quiet;
            }
        }
        return false;
    }

    /** Captures and, if asked to, tends; true if there was news. What fails is said, and tried again with the next step. */
    private boolean step(boolean tends) {
        try {
            boolean news = replicator.capture() > 0;
            // To wake everybody at every look would cost more than looking.
            if (news && (replicator.leisureNanos() <= 0 || someoneOversleeps())) {
                doorbell.ring();
            }
            if (tends) {
                tendedProgress = replicator.progress();
                if (replicator.tend() > 0) {
                    doorbell.ring();
                }
                busy = false;
            }
            return news;
        } catch (DatabaseException e) {
            if (e.kind() != Kind.BUSY || isLasting()) {
                errors.say(e);
            }
        } catch (IOException | RuntimeException e) {
            errors.say(e);
        }
        LockSupport.parkNanos(RESTLESS_POLL.toNanos());
        return false;
    }

    private boolean someoneOversleeps() {
        for (Worker worker : workers) {
            if (worker.oversleeps()) {
                return true;
            }
        }
        return false;
    }

    /** Looks for those who wait for what is committed to be shipped; tells whether they go on waiting. */
    private boolean serveSyncs() {
        if (syncs.isIdle()) {
            return false;
        }
        try {
            if (syncs.place(replicator)) {
                doorbell.ring();
            }
        } catch (IOException | RuntimeException e) {
            errors.say(e);
        }
        return syncs.settle(replicator);
    }

    /** Tells whether the database has been busy for so long that somebody should know. */
    private boolean isLasting() {
        if (!busy) {
            busy = true;
            busySinceNanos = times.nanos();
        }
        return times.nanos() - busySinceNanos > BUSY_PATIENCE.toNanos();
    }

    private void failIfRefused(int atLeast) throws StorageException {
        List<StorageException> refusals = replicator.refusals();
        if (refusals.size() >= atLeast) {
            throw refusals.get(0);
        }
    }

    /** @param tends whether the database is there still, so that its WAL may be cut and a snapshot be taken */
    private Ending finish(Duration timeout, boolean tends) {
        long deadline = times.in(timeout);
        replicator.flush();
        Optional<Place> end = Optional.empty();
        while (end.isEmpty() || !replicator.isShippedTo(end.get())) {
            if (times.isPast(deadline)) {
                return Ending.NOT_ALL_SHIPPED;
            }
            end = end.isPresent() ? end : certainEnd();
            stepAndWait(tends);
        }
        return Ending.ALL_SHIPPED;
    }

    /** The end of what is committed now; empty if that cannot be told, so that nobody may call it shipped. */
    private Optional<Place> certainEnd() {
        try {
            Optional<Place> end = replicator.certainEnd();
            doorbell.ring();
            return end;
        } catch (IOException | RuntimeException e) {
            errors.say(e);
            return Optional.empty();
        }
    }

    private void stepAndWait(boolean tends) {
        long seen = doorbell.rings();
        step(tends);
        serveSyncs();
        doorbell.await(seen, RESTLESS_POLL.toNanos());
    }
}
