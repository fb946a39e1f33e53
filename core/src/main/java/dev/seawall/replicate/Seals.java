package dev.seawall.replicate;

import dev.seawall.replicate.RunReader.Run;
import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.sqlite.Safety;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for what is safe: acknowledged by every replica, or sealed in the spool. Used by the thread that captures.
 */
final class Seals implements Safety {
    private static final Logger log = LoggerFactory.getLogger(Seals.class);

    private final Spool spool;
    private final Tape tape;
    private final Times times;
    private final PageSize pageSize;
    private final RunReader reader;
    private final long limitBytes;
    private final ErrorLog errors = new ErrorLog(log, "spool");
    private List<Shipper> replicas = List.of();
    private List<Outstanding> kept = List.of();
    private long keptIn = -1;
    private boolean failing;

    Seals(Spool spool, Tape tape, Times times, WalBytes bytes, PageSize pageSize, long limitBytes) {
        this.spool = spool;
        this.tape = tape;
        this.times = times;
        this.pageSize = pageSize;
        this.reader = new RunReader(bytes);
        this.limitBytes = limitBytes;
    }

    /** Says whose acknowledgements count. */
    void follow(List<Shipper> shippers) {
        replicas = List.copyOf(shippers);
    }

    @Override
    public boolean isSafe(long cycle, long frame) {
        return isSafeTo(cycle, frame == 0 ? 0 : pageSize.endOfFrame(frame));
    }

    private boolean isSafeTo(long cycle, long endBytes) {
        boolean sealed =
                spool.sealedTo(cycle).filter(to -> to.offsetBytes() >= endBytes).isPresent();
        return sealed || replicas.stream().noneMatch(replica -> isBehind(replica, cycle, endBytes));
    }

    private static boolean isBehind(Shipper replica, long cycle, long endBytes) {
        return !replica.course().guarded().isAtOrPast(cycle, endBytes);
    }

    /** What cannot be sealed now, because the spool is full or its disk does not take it, is simply not safe. */
    @Override
    public boolean makeSafe(Visible visible) throws IOException {
        tape.note(visible, times.millis());
        long end = endOf(visible);
        if (isSafeTo(visible.cycle(), end)) {
            return true;
        }
        Place start = sealFrom(visible.cycle());
        if (!makeRoom(end - start.offsetBytes())) {
            return false;
        }
        try {
            return seal(start, visible.header().orElseThrow(), end);
        } catch (WalFormatException e) {
            return false; // the shipper meets the same frames, and says what becomes of them
        }
    }

    private long endOf(Visible visible) {
        return visible.lastFrame() == 0 ? 0 : pageSize.endOfFrame(visible.lastFrame());
    }

    /** The first place of the cycle that is neither sealed nor acknowledged by every replica. */
    private Place sealFrom(long cycle) {
        Place first = null;
        for (Shipper replica : replicas) {
            Place needed = replica.course().guarded();
            Place inCycle = needed.cycle() < cycle ? Place.startOf(cycle) : needed;
            if (first == null || !inCycle.isAtOrPast(first.cycle(), first.offsetBytes())) {
                first = inCycle;
            }
        }
        Place start = first == null ? Place.startOf(cycle) : first;
        return spool.sealedTo(cycle)
                .filter(to -> to.offsetBytes() >= start.offsetBytes())
                .orElse(start);
    }

    /** Where the spool is full, the last of what it holds for replicas that have given up makes room for the others. */
    private boolean makeRoom(long wantedBytes) {
        for (Shipper replica : replicas) {
            Course course = replica.course();
            while (spool.bytes() + wantedBytes > limitBytes && course.gap().isPresent() && !course.isAtGap()) {
                Course.Gap gap = course.gap().get();
                course.giveUpFrom(spool.lastStartBefore(gap.from()).orElse(course.needed()), gap.reason());
                release();
            }
        }
        return spool.bytes() + wantedBytes <= limitBytes;
    }

    private boolean seal(Place from, WalHeader header, long endBytes) throws IOException, WalFormatException {
        Place place = from;
        while (place.offsetBytes() < endBytes) {
            Run run = reader.read(place, header, endBytes);
            long first = pageSize.framesBefore(place.offsetBytes());
            long last = pageSize.framesBefore(run.end().offsetBytes());
            Seal seal = new Seal(
                    header,
                    place,
                    run.end(),
                    place.offsetBytes() == 0 ? endOfCycle(place.cycle() - 1) : Optional.empty(),
                    tape.marksOf(place.cycle(), first, last));
            try {
                spool.seal(seal, reader.bytes());
            } catch (IOException e) {
                failing = true;
                errors.say(e);
                return false;
            }
            place = run.end();
        }
        failing = false;
        return true;
    }

    /** Where a cycle ended: as it was sealed, or else as a replica that is just there knows it. */
    private Optional<CycleEnd> endOfCycle(long cycle) {
        Optional<Tape.Stretch> stretch = tape.stretch(cycle).filter(known -> tape.isUnbrokenSince(cycle));
        if (stretch.isEmpty()) {
            return Optional.empty();
        }
        long end = stretch.get().endBytes();
        Optional<Place> sealed = spool.sealedTo(cycle);
        Stream<Place> places = Stream.concat(
                sealed.stream(), replicas.stream().map(each -> each.course().needed()));
        return places.filter(place -> place.cycle() == cycle && place.offsetBytes() == end)
                .findFirst()
                .map(place -> new CycleEnd(stretch.get().header().orElseThrow(), end, place.checksum()));
    }

    /**
     * Gives up the history of replicas that are behind, so that the WAL can be cut without them. What is sealed for them is
     * still shipped, unless the spool cannot be written: then its disk is needed by others.
     *
     * @param evenWorking also of those whose storage answers, but too slowly
     * @return how many gave up
     */
    int giveUpBehind(Visible visible, boolean evenWorking) {
        int given = 0;
        for (Shipper replica : replicas) {
            boolean hopeless = evenWorking || !replica.isWorking();
            if (hopeless && isBehind(replica, visible.cycle(), endOf(visible))) {
                boolean useless =
                        failing || replica.course().cursor().snapshot().isEmpty();
                Place from = replica.course().needed();
                replica.giveUpFrom(useless ? from : spool.endOfRun(from), failing ? "spool_failed" : "spool_full");
                given++;
            }
        }
        if (given > 0) {
            release();
        }
        return given;
    }

    /** Lets go of what no replica needs any more. */
    void release() {
        List<Outstanding> outstanding =
                replicas.stream().map(replica -> replica.course().outstanding()).toList();
        long live = tape.newest().cycle();
        if (outstanding.equals(kept) && live == keptIn) {
            return;
        }
        Outstanding.Filter needed =
                (cycle, endBytes) -> outstanding.stream().anyMatch(each -> each.includes(cycle, endBytes));
        try {
            spool.release(seal -> needed.needs(seal.cycle(), seal.end().offsetBytes()));
        } catch (IOException e) {
            errors.say(e);
        }
        tape.forgetUnless(needed);
        kept = outstanding;
        keptIn = live;
    }
}
