package dev.seawall.replicate;

import dev.seawall.replicate.RunReader.Run;
import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.sqlite.Safety;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for what is safe: acknowledged by every replica, or sealed in the spool. Used by the thread that captures; what
 * it begins aside is over before that one's step is.
 */
final class Seals implements Safety {
    private static final Logger log = LoggerFactory.getLogger(Seals.class);
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
    /** Under a load that needs the spool at all, the next cut is a moment away. */
    private static final Duration SPARES_KEPT = Duration.ofMinutes(1);

    private final Spool spool;
    private final Tape tape;
    private final Times times;
    private final PageSize pageSize;
    private final RunReader reader;
    private final RunBytes sealing = new RunBytes();
    private final Journal journal;
    private final long limitBytes;
    private final ErrorLog errors = new ErrorLog(log, "spool");
    private Executor aside = Runnable::run;
    private CompletableFuture<Void> begun = NOTHING;
    private List<Shipper> replicas = List.of();
    private Optional<Path> database = Optional.empty();
    private List<Outstanding> kept = List.of();
    private long keptIn = -1;
    private boolean failing;
    private long sparesUntilNanos;

    Seals(Spool spool, Tape tape, Times times, WalBytes bytes, PageSize pageSize, Journal journal, long limitBytes) {
        this.spool = spool;
        this.tape = tape;
        this.times = times;
        this.pageSize = pageSize;
        this.reader = new RunReader(bytes);
        this.journal = journal;
        this.limitBytes = limitBytes;
        this.sparesUntilNanos = times.nanos();
    }

    /** Says what runs what is sealed while the thread that captures waits for something else. By default, that thread. */
    void sealOn(Executor executor) {
        aside = executor;
    }

    /** Says whose acknowledgements count. */
    void follow(List<Shipper> shippers) {
        replicas = List.copyOf(shippers);
    }

    /** Says which file's disk must not be full because of what is kept. */
    void keepRoomFor(Path file) {
        database = Optional.of(file);
    }

    @Override
    public boolean isSafe(long cycle, long frame) {
        awaitBegun();
        return isSafeTo(cycle, frame == 0 ? 0 : pageSize.endOfFrame(frame));
    }

    private boolean isSafeTo(long cycle, long endBytes) {
        return replicas.stream()
                .filter(replica -> isBehind(replica, cycle, endBytes))
                .allMatch(replica -> sealedFor(replica, cycle).isAtOrPast(cycle, endBytes));
    }

    /** Up to where a cycle is sealed without a hole from the first byte on that a replica needs of it. */
    private Place sealedFor(Shipper replica, long cycle) {
        Place needed = replica.course().guarded();
        return spool.endOfRun(needed.cycle() < cycle ? Place.startOf(cycle) : needed);
    }

    private static boolean isBehind(Shipper replica, long cycle, long endBytes) {
        return !replica.course().guarded().isAtOrPast(cycle, endBytes);
    }

    @Override
    public void beginMakingSafe(Visible visible) {
        awaitBegun();
        tape.note(visible, times.millis());
        begun = CompletableFuture.runAsync(
                () -> {
                    try {
                        sealTo(visible);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                aside);
    }

    /** What became of it shows with the next question: what is not sealed is not safe, and is tried again. */
    void awaitBegun() {
        try {
            begun.join();
        } catch (CompletionException e) {
            log.debug("sealing aside", e.getCause());
        }
        begun = NOTHING;
    }

    /** What cannot be sealed now, because the spool is full or its disk does not take it, is simply not safe. */
    @Override
    public boolean makeSafe(Visible visible) throws IOException {
        awaitBegun();
        tape.note(visible, times.millis());
        return sealTo(visible);
    }

    private boolean sealTo(Visible visible) throws IOException {
        long end = endOf(visible);
        Optional<Place> start = sealFrom(Of.ALL, visible.cycle(), end);
        if (start.isEmpty()) {
            return true;
        }
        if (!makeRoom(end - start.get().offsetBytes())) {
            failing = false;
            return false;
        }
        try {
            return seal(start.get(), visible.header().orElseThrow(), end);
        } catch (WalFormatException e) {
            return false; // the shipper meets the same frames, and says what becomes of them
        }
    }

    /**
     * Seals what is visible if some replica does not answer: nothing competes with that, and if this process ends meanwhile,
     * the WAL alone would not outlive it for certain.
     */
    void sealForFailing(Visible visible) throws IOException {
        if (!replicas.stream().allMatch(Shipper::isWorking)) {
            makeSafe(visible);
        }
    }

    /** Tells whether every replica works and has all before a cycle, so that it may have its first commits in a moment. */
    boolean isEachOneIn(long cycle) {
        long end = tape.stretch(cycle - 1).map(Tape.Stretch::endBytes).orElse(0L);
        return replicas.stream()
                .allMatch(replica ->
                        replica.isWorking() && replica.course().needed().isAtOrPast(cycle - 1, end));
    }

    /** Says whose lag counts. */
    enum Of {
        ALL,
        /** Those whose storage answers: what they lack now, they may have in a moment. */
        ANSWERING
    }

    /** How much of the live cycle has to be sealed for the replica that is behind the furthest, if it had to be safe now. */
    long unsafeBytes(Visible visible, Of which) {
        long end = endOf(visible);
        return sealFrom(which, visible.cycle(), end)
                .map(from -> end - from.offsetBytes())
                .orElse(0L);
    }

    /** Says that what is visible, and not safe, may be overwritten: whoever lacks it cannot rely on it. */
    void letGo(Visible visible) {
        awaitBegun();
        replicas.stream()
                .filter(replica -> isBehind(replica, visible.cycle(), endOf(visible)))
                .forEach(replica -> replica.course().startUnguarded());
    }

    private long endOf(Visible visible) {
        return visible.lastFrame() == 0 ? 0 : pageSize.endOfFrame(visible.lastFrame());
    }

    /**
     * The first place of the cycle that some replica needs, and that is neither acknowledged by it nor sealed; empty if there
     * is none any more.
     */
    private Optional<Place> sealFrom(Of which, long cycle, long endBytes) {
        return replicas.stream()
                .filter(replica -> which == Of.ALL || replica.isWorking())
                .filter(replica -> isBehind(replica, cycle, endBytes))
                .map(replica -> sealedFor(replica, cycle))
                .filter(place -> !place.isAtOrPast(cycle, endBytes))
                .min(Comparator.comparingLong(Place::offsetBytes));
    }

    /**
     * Where the spool is full, what is kept for the next seals makes room, and then the last of what it holds for replicas
     * that have given up.
     */
    private boolean makeRoom(long wantedBytes) {
        if (spool.bytes() + wantedBytes > limitBytes) {
            deleteSpares();
        }
        for (Shipper replica : replicas) {
            while (spool.bytes() + wantedBytes > limitBytes && lowerGap(replica)) {
                release();
                deleteSpares();
            }
        }
        return spool.bytes() + wantedBytes <= limitBytes;
    }

    /** Gives up one more seal of a replica that has given up; false if that would make no room. */
    private boolean lowerGap(Shipper replica) {
        Course course = replica.course();
        Optional<Course.Gap> gap = course.gap().filter(before -> !course.isAtGap());
        Optional<Seal> last = gap.flatMap(before -> spool.lastBefore(before.from()));
        if (last.isEmpty() || replicas.stream().anyMatch(other -> other != replica && needs(other, last.get()))) {
            return false;
        }
        course.giveUpFrom(last.get().start(), gap.get().reason());
        return true;
    }

    private static boolean needs(Shipper replica, Seal seal) {
        return replica.course()
                .outstanding()
                .includes(seal.cycle(), seal.start().offsetBytes(), seal.end().offsetBytes());
    }

    private boolean seal(Place from, WalHeader header, long endBytes) throws IOException, WalFormatException {
        sparesUntilNanos = times.in(SPARES_KEPT);
        Place place = from;
        while (place.offsetBytes() < endBytes) {
            long until = Math.min(
                    endBytes,
                    spool.nextStart(place.cycle(), place.offsetBytes()).orElse(endBytes));
            Run run = reader.read(place, header, until, sealing);
            long first = pageSize.framesBefore(place.offsetBytes());
            long last = pageSize.framesBefore(run.end().offsetBytes());
            Seal seal = new Seal(
                    header,
                    place,
                    run.end(),
                    place.offsetBytes() == 0 ? endOfCycle(place.cycle() - 1) : Optional.empty(),
                    tape.marksOf(place.cycle(), first, last));
            try {
                spool.seal(seal, sealing.bytes());
            } catch (IOException e) {
                failing = true;
                errors.say(e);
                return false;
            }
            place = spool.endOfRun(run.end());
        }
        failing = false;
        return true;
    }

    /** Where a cycle ended: as it was sealed, or else as a replica knows it whose last segment ended there. */
    private Optional<CycleEnd> endOfCycle(long cycle) {
        Optional<Tape.Stretch> stretch = tape.stretch(cycle).filter(known -> tape.isUnbrokenSince(cycle));
        if (stretch.isEmpty()) {
            return Optional.empty();
        }
        long end = stretch.get().endBytes();
        Optional<Place> sealed = spool.sealedTo(cycle);
        Stream<Place> places = Stream.concat(
                sealed.stream(),
                replicas.stream().map(each -> each.course().acknowledged().place()));
        return places.filter(place -> place.cycle() == cycle && place.offsetBytes() == end)
                .findFirst()
                .map(place -> new CycleEnd(stretch.get().header().orElseThrow(), end, place.checksum()));
    }

    /**
     * Gives up the history of the replica that is behind the furthest, so that the WAL can be cut without it. What is sealed
     * for it is still shipped, unless the spool cannot be written: then its disk is needed by others.
     *
     * @param evenAnswering also if its storage answers, but too slowly
     * @return how many gave up: 0 or 1
     */
    int giveUpFurthestBehind(Visible visible, boolean evenAnswering) {
        awaitBegun();
        Optional<Shipper> furthest = replicas.stream()
                .filter(replica -> isBehind(replica, visible.cycle(), endOf(visible)))
                .filter(replica -> evenAnswering || replica.isAway())
                .min(Comparator.comparing(replica -> replica.course().needed(), Place.IN_ORDER));
        furthest.ifPresent(replica -> {
            boolean useless = failing || replica.course().cursor().snapshot().isEmpty();
            Place from = replica.course().needed();
            replica.giveUpFrom(useless ? from : spool.endOfRun(from), failing ? "spool_failed" : "spool_full");
            release();
            deleteSpares(); // the disk may be needed by others
        });
        return furthest.isPresent() ? 1 : 0;
    }

    /** Tells whether nothing can be sealed, and the database has no room left for its WAL. */
    boolean isOutOfRoom() {
        return failing && database.map(Seals::isFull).orElse(false);
    }

    private static boolean isFull(Path file) {
        try {
            FileStore store = Files.getFileStore(file);
            // Some tell neither.
            return store.getTotalSpace() > 0 && store.getUsableSpace() < RunReader.MAX_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets go of what no replica needs any more. */
    void release() {
        if (spool.hasSpares() && times.isPast(sparesUntilNanos)) {
            deleteSpares();
        }
        List<Outstanding> outstanding =
                replicas.stream().map(replica -> replica.course().outstanding()).toList();
        long live = tape.newest().cycle();
        if (outstanding.equals(kept) && live == keptIn) {
            return;
        }
        Outstanding.Filter needed =
                (cycle, start, end) -> outstanding.stream().anyMatch(each -> each.includes(cycle, start, end));
        Predicate<Seal> isNeeded = seal -> needed.needs(
                seal.cycle(), seal.start().offsetBytes(), seal.end().offsetBytes());
        try {
            if (spool.hasOther(isNeeded)) {
                journal.sync(); // a power loss must not bring back a place that is in nothing any more
                spool.release(isNeeded);
            }
        } catch (IOException e) {
            errors.say(e);
        }
        tape.forgetUnless(needed);
        kept = outstanding;
        keptIn = live;
    }

    private void deleteSpares() {
        try {
            spool.deleteSpares();
        } catch (IOException e) {
            errors.say(e);
        }
    }

    /** Leaves nothing in the spool but what some replica lacks. */
    void close() {
        awaitBegun();
        deleteSpares();
    }
}
