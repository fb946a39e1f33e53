package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.retention.Retention;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds what writes to one replica: its shipper and its snapshots. */
final class ReplicaWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReplicaWriter.class);

    private final Storage storage;
    private final Options options;
    private final Times times;
    private final Segments segments;
    private final Shipper shipper;
    private final SnapshotTaker snapshots;
    private final Steadiness steadiness = new Steadiness();
    private volatile boolean stepping;
    /** Whether there may be something that retention does not need any more. */
    private boolean forgetful;

    private ReplicaWriter(
            Storage storage,
            Options options,
            Times times,
            Segments segments,
            Shipper shipper,
            SnapshotTaker snapshots) {
        this.options = options;
        this.times = times;
        this.storage = storage;
        this.segments = segments;
        this.shipper = shipper;
        this.snapshots = snapshots;
    }

    /** Goes on with the generation that the state file names if that is proven, else begins one. */
    static ReplicaWriter open(
            Storage storage,
            Options options,
            Times times,
            RandomGenerator random,
            Tape tape,
            WalBytes bytes,
            SealedHistory sealed,
            Journal journal,
            LiveDatabase database)
            throws IOException {
        RunReader reader = new RunReader(bytes);
        Segments segments = new Segments(tape, reader);
        Optional<SavedReplica> saved = journal.saved(storage.toString());
        Continuation continuation =
                Continuation.of(saved, journal.isEmpty() ? "first" : "first_in_replica", database, tape, bytes, sealed);
        Cursor start = continuation
                .cursor()
                .orElseGet(() -> Cursor.begin(
                        GenerationId.random(random),
                        tape.newest().cycle(),
                        new Predecessor(saved.flatMap(SavedReplica::lastUsed), continuation.reason())));
        Prelude prelude = sayingWhy(storage);
        if (continuation.cursor().isPresent()) {
            prelude = new Resumption(storage, tape, reader);
            log.info("{}: going on with generation {} at {}", storage, start.generation(), start.position());
        } else {
            log.debug(
                    "{}: a new generation ({}) begins once it has told what it holds", storage, continuation.reason());
        }
        Course course = new Course(tape, times, options.syncInterval(), start);
        saved.ifPresent(last -> course.notBefore(last.notBeforeMillis()));
        continuation.gap().ifPresent(gap -> {
            course.giveUpFrom(gap.from(), gap.reason());
            log.warn(
                    "{}: the spool holds commits that are still to be shipped; then a new generation begins because of {}",
                    storage,
                    gap.reason());
        });
        Backoff backoff = new Backoff(storage.toString(), times, random);
        Logbook logbook = new Logbook(storage.toString(), course, tape, journal);
        Generations generations = new Generations(storage, random, tape, course, logbook, backoff, prelude);
        Shipper shipper = new Shipper(storage, times, tape, course, segments, generations, logbook, backoff);
        SnapshotTaker snapshots = new SnapshotTaker(
                storage, options, times, tape, shipper, new Backoff(storage + " (snapshot)", times, random));
        return new ReplicaWriter(storage, options, times, segments, shipper, snapshots);
    }

    /** Why the first generation of this process is new is known once the replica has told what it holds. */
    private static Prelude sayingWhy(Storage storage) {
        Ancestry ancestry = new Ancestry(storage);
        return from -> {
            Prelude.Answer answer = ancestry.ask(from);
            log.info(
                    "{}: new generation {} because of {}",
                    storage,
                    answer.cursor().generation(),
                    answer.cursor().predecessor().reason());
            return answer;
        };
    }

    Shipper shipper() {
        return shipper;
    }

    SnapshotTaker snapshots() {
        return snapshots;
    }

    /** Copies a part of the snapshot under way; after the last, lets the replica forget what the window does not need. */
    int snapshot() throws IOException {
        stepping = true;
        try {
            steadiness.look(times);
            Optional<TakenSnapshot> before = shipper.course().cursor().snapshot();
            int copied = snapshots.step();
            forgetful |= !shipper.course().cursor().snapshot().equals(before);
            if (forgetful && steadiness.isSteady()) {
                forgetful = false;
                forget();
            }
            return copied;
        } finally {
            stepping = false;
        }
    }

    /** Tells whether a snapshot is due now, or under way, or what it makes needless is being deleted. */
    boolean isTakingSnapshot() {
        return snapshots.isBusy() || snapshots.wants() == SnapshotTaker.Want.MOMENT || stepping;
    }

    private void forget() {
        try {
            long windowStart = times.millis() - options.retention().toMillis();
            int deleted = new Retention(storage).apply(shipper.course().cursor().generation(), windowStart);
            if (deleted > 0) {
                log.info("{}: deleted {} objects that retention no longer needs", storage, deleted);
            }
        } catch (IOException e) {
            log.warn(
                    "{}: cannot apply retention: {}; objects stay until the next snapshot, shipping is not affected",
                    storage,
                    e.getMessage());
        }
    }

    /** Tells whether everything before a place of the database's history is shipped, and can be restored. */
    boolean isShippedTo(Place place) {
        return shipper.isSettled()
                && shipper.course().needed().isAtOrPast(place.cycle(), place.offsetBytes())
                && shipper.course().cursor().snapshot().isPresent();
    }

    ReplicaStatus status(Tape tape) {
        Cursor cursor = shipper.course().cursor();
        return new ReplicaStatus(
                storage.toString(),
                cursor.position(),
                cursor.snapshot().isPresent(),
                cursor.lastCommit(),
                shipper.shippedMillis(),
                tape.bytesAfter(shipper.course().needed()),
                tape.seenAfter(shipper.course().needed()),
                shipper.course().gap().map(Course.Gap::reason),
                failure().map(failure -> String.valueOf(failure.getMessage())));
    }

    private Optional<Exception> failure() {
        return shipper.failure().or(snapshots::failure);
    }

    /** A number that grows whenever the replica got something. */
    long progress() {
        return shipper.progress() + snapshots.progress();
    }

    /** What the storage answers if it never took anything from this process, and trying again cannot change that. */
    Optional<StorageException> refusal() {
        boolean never =
                !shipper.isAccepted() && shipper.course().cursor().snapshot().isEmpty();
        return failure()
                .filter(StorageException.class::isInstance)
                .map(StorageException.class::cast)
                .filter(failure -> never && !failure.isRetryable());
    }

    @Override
    public void close() throws IOException {
        snapshots.close();
        segments.close();
    }
}
