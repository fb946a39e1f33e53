package dev.seawall;

import dev.seawall.replicate.Durability;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.ReplicaStatus;
import dev.seawall.replicate.Replicator;
import dev.seawall.replicate.Runner;
import dev.seawall.replicate.Runner.Ending;
import dev.seawall.replicate.StopSwitch;
import dev.seawall.replicate.SyncScope;
import dev.seawall.replicate.Syncs;
import dev.seawall.replicate.Times;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates one database for as long as it is wanted: waits for it to appear, follows it when it is replaced, and ships
 * the rest when it is asked to stop.
 *
 * <p>{@link #run} and {@link #runOnce} keep the calling thread; {@link #stop} and {@link #status} are for any other.
 *
 * <p><b>The application that writes to the database must be another process.</b> POSIX locks belong to a process, and
 * closing any descriptor of a file drops them all: where this opens and closes the database file in the application's own
 * process, the application's connections lose their locks, and with them commits.
 */
public final class Replication {
    private static final Logger log = LoggerFactory.getLogger(Replication.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Path database;
    private final List<Storage> replicas;
    private final Settings settings;
    private final StopSwitch stop = new StopSwitch();
    private final Syncs syncs = new Syncs();
    private final Times times = Times.system();
    private final Claims claims;
    private volatile @Nullable Replicator current;
    private volatile boolean opened;
    private volatile Optional<String> waitingFor = Optional.empty();
    private volatile boolean looked;

    /**
     * Says how to replicate.
     *
     * @param journalMode what to do with a database that is not in WAL mode
     * @param stateDirectory empty for {@code .<name>-seawall} beside the database
     * @param shutdownTimeout how long shipping the rest may take after {@link #stop}, and how long {@link #runOnce} may go
     *     on without progress
     */
    public record Settings(
            Options options, JournalMode journalMode, Optional<Path> stateDirectory, Duration shutdownTimeout) {}

    /** Tells how a replication ended. */
    public enum Outcome {
        /** Everything committed before it was asked to stop is shipped. */
        ALL_SHIPPED,
        /** It stopped with commits that are not shipped; they are still in the database. */
        NOT_ALL_SHIPPED
    }

    /** @param replicas at least one; they stay the caller's to close */
    public Replication(Path database, List<Storage> replicas, Settings settings) {
        this(database, replicas, settings, new Claims());
    }

    /** @param claims shared by all replications of this process */
    Replication(Path database, List<Storage> replicas, Settings settings, Claims claims) {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("no replica given");
        }
        this.database = database;
        this.replicas = List.copyOf(replicas);
        this.settings = settings;
        this.claims = claims;
    }

    /**
     * Replicates until {@link #stop}.
     *
     * @throws DatabaseException if the database cannot be used, and waiting would not help
     * @throws StorageException if every replica refuses us from the start; one that has worked is tried again for ever
     */
    public Outcome run() throws IOException {
        try {
            return runUntilStopped();
        } finally {
            syncs.close("it was stopped before all was shipped");
        }
    }

    private Outcome runUntilStopped() throws IOException {
        checkReplicas();
        Waiting waiting = new Waiting();
        while (true) {
            Optional<Replicator> opened = openWhenReady(waiting);
            if (opened.isEmpty()) {
                // Without a database there is nothing to ship; of one that we could not open, we cannot tell.
                return waiting.isForAFileThatDoesNotExist() ? Outcome.ALL_SHIPPED : Outcome.NOT_ALL_SHIPPED;
            }
            try (Replicator replicator = opened.get()) {
                current = replicator;
                looked = true;
                Ending ending = new Runner(replicator, times, stop, syncs).run(settings.shutdownTimeout());
                if (ending != Ending.DATABASE_REPLACED) {
                    return outcome(ending, replicator);
                }
                log.warn("{} was replaced by another file: following that one", database);
                waiting = new Waiting();
                waiting.allowGrace();
            } finally {
                letGo();
            }
        }
    }

    /** Ships everything that is committed now, and comes back. Fails where {@link #run} would wait. */
    public Outcome runOnce() throws IOException {
        checkReplicas();
        try (Replicator replicator = open()) {
            current = replicator;
            return outcome(new Runner(replicator, times, stop, syncs).runOnce(settings.shutdownTimeout()), replicator);
        } finally {
            letGo();
            syncs.close("it has ended");
        }
    }

    private static Outcome outcome(Ending ending, Replicator replicator) {
        for (ReplicaStatus status : replicator.status()) {
            log.info(
                    "{}: {} up to {}, commit {}; {} bytes of WAL left{}",
                    status.replica(),
                    status.shipped() ? "shipped" : "no snapshot yet, acknowledged",
                    status.position(),
                    status.lastCommit(),
                    status.unshippedBytes(),
                    status.gap()
                            .map(reason -> "; what followed was given up (" + reason + ")")
                            .orElse(""));
        }
        return ending == Ending.ALL_SHIPPED ? Outcome.ALL_SHIPPED : Outcome.NOT_ALL_SHIPPED;
    }

    /** Asks each replica once, so that what only a person can mend is said before anything else happens. */
    private void checkReplicas() throws StorageException {
        List<StorageException> failures = new ArrayList<>();
        for (Storage replica : replicas) {
            try {
                replica.listFolders("generations/");
            } catch (StorageException e) {
                failures.add(e);
            }
        }
        if (failures.size() == replicas.size() && failures.stream().noneMatch(StorageException::isRetryable)) {
            throw failures.get(0);
        }
        failures.forEach(failure -> log.warn("{}; trying again", failure.getMessage()));
    }

    /** Tries at least once: what is committed already is to be shipped, even if we were asked to stop meanwhile. */
    private Optional<Replicator> openWhenReady(Waiting waiting) throws IOException {
        while (true) {
            boolean last = stop.isStopped();
            try {
                Replicator replicator = open();
                waitingFor = Optional.empty();
                return Optional.of(replicator);
            } catch (DatabaseException e) {
                waiting.orThrow(e);
                waitingFor = Optional.ofNullable(e.getMessage());
            }
            if (last) {
                return Optional.empty();
            }
            stop.await(WAIT.toNanos());
        }
    }

    /** Decides whether what keeps the database from being opened is worth waiting for, and says once what it is. */
    private final class Waiting {
        private String said = "";
        private Optional<DatabaseException> last = Optional.empty();
        private long graceEndsNanos = Long.MIN_VALUE;

        /** A file that is being copied into place may look like no database, or one in another mode, until it is whole. */
        void allowGrace() {
            graceEndsNanos = System.nanoTime() + GRACE.toNanos();
        }

        void orThrow(DatabaseException e) throws DatabaseException {
            if (e.kind() == Kind.ABSENT) {
                allowGrace();
            }
            boolean maybeUnfinished = e.kind() == Kind.NOT_A_DATABASE || e.kind() == Kind.NOT_WAL;
            boolean grace = graceEndsNanos != Long.MIN_VALUE && System.nanoTime() - graceEndsNanos < 0;
            if (!e.isWaitable() && !(maybeUnfinished && grace)) {
                throw e;
            }
            last = Optional.of(e);
            looked = true;
            String why = String.valueOf(e.getMessage());
            if (!why.equals(said)) {
                log.info("waiting: {}", why);
                said = why;
            }
        }

        /** Tells whether there is nothing that could have been shipped. */
        boolean isForAFileThatDoesNotExist() {
            return last.isEmpty() || last.get().kind() == Kind.ABSENT;
        }
    }

    private Replicator open() throws IOException {
        claims.take(this, database, settings.stateDirectory());
        try {
            Replicator replicator = Replicator.open(
                    database,
                    settings.journalMode(),
                    replicas,
                    settings.options(),
                    settings.stateDirectory(),
                    times,
                    new SecureRandom());
            opened = true;
            return replicator;
        } catch (IOException | RuntimeException | Error e) {
            claims.release(this);
            throw e;
        }
    }

    /** Comes after the replicator was closed: until then, nobody else may open its files. */
    private void letGo() {
        current = null;
        claims.release(this);
    }

    /** Asks {@link #run} to ship the rest and come back. Returns at once; more calls change nothing. */
    public void stop() {
        stop.stop();
    }

    /**
     * Waits until everything that the application committed before the call is durable in the replicas wanted: shipped, in
     * generations that can be restored.
     *
     * <p>What is shipped already costs no request. What is not is shipped without waiting for the sync interval, in no more
     * objects than it needs, and many callers share them. What is committed after the call is shipped as usual.
     *
     * @param timeout how long to wait; what is not durable by then is shipped later all the same
     * @return which replicas have it, as far as is known when it has succeeded, or was given up
     */
    public Durability sync(SyncScope scope, Duration timeout) {
        Durability known = syncs.sync(scope, timeout);
        if (!known.replicas().isEmpty()) {
            return known;
        }
        return Durability.nowhere(
                replicas.stream().map(Storage::toString).toList(),
                known.reason().or(() -> waitingFor).orElse("it is still being opened"));
    }

    /** Has shipped what is committed now, without waiting for the sync interval, and comes back at once. */
    public void syncSoon() {
        syncs.soon();
    }

    /** How each replica stands; empty while the database is not open. */
    public List<ReplicaStatus> status() {
        Replicator replicator = current;
        return replicator == null ? List.of() : replicator.status();
    }

    /** Tells whether the database was ever open. */
    boolean wasOpened() {
        return opened;
    }

    /** What keeps the database from being opened, if that is worth waiting for. */
    Optional<String> waitingFor() {
        return waitingFor;
    }

    /**
     * Tells whether {@link #run} has had the database open, or found that it has to wait for it. From then on an
     * application that is started does not come before us.
     */
    public boolean hasLooked() {
        return looked;
    }
}
