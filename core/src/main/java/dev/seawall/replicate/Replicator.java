package dev.seawall.replicate;

import dev.seawall.replicate.Rotation.Need;
import dev.seawall.replicate.SnapshotTaker.Want;
import dev.seawall.sqlite.Closing;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.LostHoldException;
import dev.seawall.sqlite.Relay;
import dev.seawall.sqlite.SnapshotHold;
import dev.seawall.sqlite.Visible;
import dev.seawall.sqlite.WalWatcher;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.Checksum;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates one open database to one or more replicas, step by step. Starts no thread, and waits for nobody.
 *
 * <p>{@link #capture} and {@link #tend} are for one thread; {@link #ship} and {@link #snapshot} for one thread a replica,
 * each.
 */
public final class Replicator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Replicator.class);
    /** Our own snapshot may keep the WAL from being cut up to here: offsets end at 4 GiB. */
    private static final long ABORT_SNAPSHOT_BYTES = 2L << 30;
    /** Of the spool, this part may be files that nobody needs, kept for the next seals. */
    private static final int SPARE_SHARE = 8;

    private final Path path;
    private final StateFolder folder;
    private final Journal journal;
    private final LiveDatabase database;
    private final Times times;
    private final Tape tape;
    private final Seals seals;
    private final List<ReplicaWriter> replicas;
    private final Rotation rotation;
    private Relay relay;
    private boolean broken;

    private Replicator(
            Path path,
            StateFolder folder,
            Journal journal,
            LiveDatabase database,
            Times times,
            Tape tape,
            Seals seals,
            List<ReplicaWriter> replicas,
            Rotation rotation,
            Relay relay) {
        this.path = path;
        this.folder = folder;
        this.journal = journal;
        this.database = database;
        this.times = times;
        this.tape = tape;
        this.seals = seals;
        this.replicas = replicas;
        this.rotation = rotation;
        this.relay = relay;
    }

    /**
     * Takes hold of a database, and finds out for each replica whether its generation goes on.
     *
     * @param stateDirectory empty for {@code .<name>-seawall} beside the database
     * @throws DatabaseException whose kind says whether waiting may help
     */
    public static Replicator open(
            Path path,
            JournalMode mode,
            List<Storage> storages,
            Options options,
            Optional<Path> stateDirectory,
            Times times,
            RandomGenerator random)
            throws IOException {
        Path real = realPath(path);
        StateFolder folder = StateFolder.open(stateFolder(real, stateDirectory));
        Closing closing = new Closing();
        closing.add(folder);
        try {
            LiveDatabase database = closing.add(LiveDatabase.open(real, mode));
            Journal journal = Journal.open(folder.stateFile(), database.identity());
            Spool spool = Spool.open(folder.spool(), options.spoolLimitBytes() / SPARE_SHARE);
            Tape tape = new Tape(journal.savedTimeMillis());
            WalBytes bytes = new WalBytes(tape, spool, database.wal());
            Seals seals = new Seals(spool, tape, times, bytes, database.pageSize(), journal, options.spoolLimitBytes());
            SealedHistory sealed = new SealedHistory(spool, database.wal());
            Relay relay = closing.add(Relay.take(database, seals, sealed::number));
            sealed.recall(tape, relay.visible(), times.millis());
            List<ReplicaWriter> replicas = new ArrayList<>();
            for (Storage storage : storages) {
                replicas.add(
                        ReplicaWriter.open(storage, options, times, random, tape, bytes, sealed, journal, database));
            }
            seals.keepRoomFor(database.path());
            seals.follow(replicas.stream().map(ReplicaWriter::shipper).toList());
            if (relay.isParked() && !seals.makeSafe(relay.visible())) {
                requireWal(relay, database);
                // All was backfilled already, so the application's next write may overwrite what we have not shipped.
                seals.letGo(relay.visible());
            }
            return new Replicator(
                    path,
                    folder,
                    journal,
                    database,
                    times,
                    tape,
                    seals,
                    replicas,
                    new Rotation(options, times, seals),
                    relay);
        } catch (IOException | RuntimeException | Error e) {
            closing.closeAfter(e);
            throw e;
        }
    }

    /**
     * The folder in which a replicator keeps its state.
     *
     * @param real the database's path, links resolved
     * @param stateDirectory empty for {@code .<name>-seawall} beside the database
     */
    public static Path stateFolder(Path real, Optional<Path> stateDirectory) {
        return stateDirectory.orElseGet(() -> StateFolder.defaultFor(real));
    }

    /** Another start finds an empty WAL, and takes a snapshot of the database file. */
    private static void requireWal(Relay relay, LiveDatabase database) throws DatabaseException {
        try {
            relay.look();
        } catch (LostHoldException e) {
            throw new DatabaseException(Kind.BUSY, database.path() + ": " + e.getMessage(), e);
        }
        if (relay.isEmptied()) {
            throw new DatabaseException(
                    Kind.BUSY, "the WAL of " + database.path() + " was just emptied; looking again later", null);
        }
    }

    private static Path realPath(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new DatabaseException(Kind.ABSENT, path + " does not exist (yet)", e);
        }
    }

    /**
     * Looks at the WAL and puts what is newly committed on the tape.
     *
     * @return how many bytes of WAL became visible; 1 for a break
     */
    public long capture() throws IOException {
        Place before = end();
        try {
            healBreak();
            relay.look();
        } catch (LostHoldException e) {
            breakHere(e);
            return 1;
        }
        tape.note(relay.visible(), times.millis());
        return tape.bytesAfter(before);
    }

    /**
     * Does what keeps the WAL short and the snapshots coming.
     *
     * @return 1 if something was done, else 0
     */
    public int tend() throws IOException {
        try {
            healBreak();
            seals.release();
            int done = 0;
            if (relay.isEmptied() && relay.isLookSettled() && isGenerationWanted()) {
                enterEmptyCycle();
            }
            for (ReplicaWriter replica : replicas) {
                // What is in no file but the database's cannot be shipped.
                done += relay.isEmptied() ? 0 : replica.shipper().generations().beginIfWanted(isGuardable());
            }
            done += rotation.advanceIfOverdue(relay) + openSnapshots();
            boolean holding =
                    replicas.stream().anyMatch(replica -> replica.snapshots().isHolding());
            if (holding && visibleBytes() > ABORT_SNAPSHOT_BYTES) {
                log.warn(
                        "{}: the WAL reached 2 GiB while a snapshot kept it from being cut: the snapshot is given up",
                        database.path());
                cancelSnapshots();
            } else if (!holding) {
                done += rotation.rotateIfDue(relay, rotationNeed());
                done += giveUpIfStarved();
            }
            tape.note(relay.visible(), times.millis());
            return done;
        } catch (LostHoldException e) {
            breakHere(e);
            return 1;
        }
    }

    private int giveUpIfStarved() {
        Visible visible = relay.visible();
        if (!rotation.isStarved(visible)) {
            return 0;
        }
        int given = seals.giveUpFurthestBehind(visible, rotation.isFarBeyond(visible));
        if (given > 0) {
            rotation.gaveUp();
        }
        return given;
    }

    /** Tells whether all of the live cycle is still held, so that from now on it can be kept for whoever needs it. */
    private boolean isGuardable() {
        return !relay.isParked() || relay.visible().lastFrame() == 0;
    }

    private int openSnapshots() throws IOException, LostHoldException {
        int opened = 0;
        for (ReplicaWriter replica : replicas) {
            if (replica.snapshots().wants() != Want.MOMENT || visibleBytes() > ABORT_SNAPSHOT_BYTES) {
                continue;
            }
            Optional<SnapshotHold> hold = relay.openSnapshot();
            if (hold.isPresent()) {
                // In this order: nothing past the moment may be on the tape before the shipper knows where to stop.
                replica.snapshots().offer(hold.get());
                tape.note(relay.visible(), times.millis());
                opened++;
            }
        }
        return opened;
    }

    private Need rotationNeed() {
        long newest = tape.newest().cycle();
        if (replicas.stream()
                .anyMatch(replica -> replica.shipper().course().needed().cycle() > newest)) {
            return Need.AT_ONCE;
        }
        boolean soon = replicas.stream().anyMatch(replica -> replica.snapshots().wants() == Want.NEXT_INDEX);
        return soon ? Need.SOON : Need.NONE;
    }

    private long visibleBytes() {
        return tape.bytesAfter(Place.startOf(tape.newest().cycle()));
    }

    /** Ends what was continuous: takes a new hold, and lets every replica begin a new generation there. */
    private void breakHere(LostHoldException cause) throws IOException {
        log.error(
                "{}: the hold on the WAL was lost: {}; every replica begins a new generation",
                database.path(),
                cause.getMessage());
        broken = true;
        cancelSnapshots();
        healBreak();
    }

    /** Gives up the snapshots under way, whatever their steps wait for; returns how many held a moment. */
    int cancelSnapshots() throws IOException {
        int cancelled = 0;
        for (ReplicaWriter replica : replicas) {
            cancelled += replica.snapshots().cancel() ? 1 : 0;
        }
        return cancelled;
    }

    /**
     * Stands in the cycle to come, as a process does that starts beside an empty WAL: then the database file alone is the
     * moment that a new generation begins with. Nothing is missing in between, because the old hold allowed the WAL to be
     * emptied where it was, and stands until the new one found it still empty.
     */
    private void enterEmptyCycle() throws IOException {
        long number = tape.newest().cycle() + 1;
        Relay next = Relay.take(database, seals, (header, lastFrame) -> number);
        if (next.visible().header().isPresent()) {
            next.close(); // somebody wrote: the next look shows it
            return;
        }
        try (Relay old = relay) {
            relay = next;
            tape.note(next.visible(), times.millis());
        }
    }

    private void healBreak() throws IOException {
        if (!broken) {
            return;
        }
        long number = tape.newest().cycle() + 1;
        Relay next = Relay.take(database, seals, (header, lastFrame) -> number);
        Relay old = relay;
        relay = next;
        tape.begin(next.visible(), times.millis(), "lost_hold");
        broken = false;
        try (old) {
            if (next.isParked() && !seals.makeSafe(next.visible())) {
                seals.letGo(next.visible());
            }
        }
    }

    /** Ships at most one segment to a replica; returns 1 if something moved on. */
    public int ship(int replica) throws IOException {
        return replicas.get(replica).shipper().ship();
    }

    /** Copies a part of a snapshot to a replica; returns how many bytes. */
    public int snapshot(int replica) throws IOException {
        return replicas.get(replica).snapshot();
    }

    /** Says what runs what may be done while the thread that captures waits for something else. By default, that thread. */
    void runAsideOn(Executor executor) {
        seals.sealOn(executor);
    }

    /** Tells whether {@link #snapshot} may have something to do, now or once something is shipped. */
    boolean isSnapshotUnderWay(int replica) {
        return replicas.get(replica).snapshots().isBusy();
    }

    /** Tells whether a snapshot is due now, or under way, or what it makes needless is being deleted. */
    boolean isTakingSnapshots() {
        return replicas.stream().anyMatch(ReplicaWriter::isTakingSnapshot);
    }

    /** A number that grows whenever a replica got something. */
    long progress() {
        long sum = 0;
        for (ReplicaWriter replica : replicas) { // no stream, here and below: each look asks
            sum += replica.progress();
        }
        return sum;
    }

    /** A number that grows whenever a snapshot got further than any attempt at it before. */
    long snapshotProgress() {
        return replicas.stream()
                .mapToLong(replica -> replica.snapshots().progress())
                .sum();
    }

    /** The replicas that answered, before they ever took anything from this process, what trying again cannot change. */
    List<StorageException> refusals() {
        return replicas.stream().flatMap(replica -> replica.refusal().stream()).toList();
    }

    /** Says whether to ship without waiting for the sync interval: when stopping. */
    public void flush() {
        replicas.forEach(replica -> replica.shipper().course().flush());
    }

    /**
     * Looks once more, and returns the end of what is committed: what {@link #isShippedTo} is asked about.
     *
     * @return empty if the look did not succeed, so that there may be more
     */
    Optional<Place> certainEnd() throws IOException {
        capture();
        return broken || !relay.isLookSettled() ? Optional.empty() : Optional.of(end());
    }

    /** The end of what is committed, as of the last look. */
    Place end() {
        return new Place(tape.newest().cycle(), visibleBytes(), Checksum.SEED);
    }

    /** Tells whether everything before a place is shipped: acknowledged, in generations with a complete snapshot. */
    boolean isShippedTo(Place place) {
        return replicas.stream().allMatch(replica -> replica.isShippedTo(place));
    }

    /** The same, of one replica. */
    boolean isShippedTo(int replica, Place place) {
        return replicas.get(replica).isShippedTo(place);
    }

    /** Has shipped what is before a place without waiting for the sync interval, where it is not shipped yet. */
    void shipUpTo(Place place) {
        replicas.stream()
                .filter(replica -> !replica.isShippedTo(place))
                .forEach(replica -> replica.shipper().course().flushTo(place));
    }

    /** How each replica stands, in the order given. */
    public List<ReplicaStatus> status() {
        return replicas.stream().map(replica -> replica.status(tape)).toList();
    }

    /** Tells whether {@link #tend} has something to do soon, with nothing new in the WAL, or the last look left a doubt. */
    boolean isRestless() {
        return relay.isOverdue()
                || !relay.isLookSettled()
                || rotation.isDueNow(relay, rotationNeed())
                || isGenerationWanted()
                || replicas.stream().anyMatch(replica -> replica.snapshots().wants() == Want.MOMENT);
    }

    private boolean isGenerationWanted() {
        return replicas.stream()
                .anyMatch(replica -> replica.shipper().generations().isWanted());
    }

    /** When {@link #ship} may have something to do with nothing new on the tape, in steady nanoseconds. */
    long nextShipNanos(int replica) {
        return replicas.get(replica).shipper().nextWakeNanos();
    }

    /**
     * For how long nobody could ship a commit that is seen now; 0 or less for not at all. While our hold keeps others from
     * backfilling, or will once somebody writes, there is no leisure: a checkpoint of the application may wait for us.
     */
    long leisureNanos() {
        if (relay.isParked() || relay.isOverdue()) {
            return 0;
        }
        long leisure = Long.MAX_VALUE;
        for (ReplicaWriter replica : replicas) {
            long free = replica.shipper().nextFreeNanos(); // most often the time of this very call
            leisure = Math.min(leisure, free - times.nanos());
        }
        return leisure;
    }

    int replicaCount() {
        return replicas.size();
    }

    /** Tells whether the path still leads to this database. */
    public boolean isStillInPlace() {
        return database.isStillInPlace(path);
    }

    /** Makes what wakes up when the WAL changes. The caller closes it. */
    WalWatcher watch() throws IOException {
        return database.watch();
    }

    /** Lets go, leaving the WAL in place. Call it when no other thread is in a step. Idempotent. */
    @Override
    public void close() throws IOException {
        rotation.sumUp();
        seals.close(); // it writes into a folder that is another process's once it is let go of
        try (Closing closing = new Closing()) {
            closing.add(folder);
            closing.add(database);
            closing.add(relay);
            closing.add(journal);
            replicas.forEach(closing::add);
        }
    }
}
