package dev.seawall.replicate;

import dev.seawall.replicate.RunReader.Run;
import dev.seawall.replicate.Spool.SealedTo;
import dev.seawall.sqlite.Safety;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Answers for what is safe: acknowledged by every replica, or sealed in the spool. Used by the thread that captures.
 */
final class Seals implements Safety {
    private final Spool spool;
    private final Tape tape;
    private final Times times;
    private final PageSize pageSize;
    private final RunReader reader;
    private final long limitBytes;
    private List<ReplicaWriter> replicas = List.of();

    Seals(Spool spool, Tape tape, Times times, WalBytes bytes, PageSize pageSize, long limitBytes) {
        this.spool = spool;
        this.tape = tape;
        this.times = times;
        this.pageSize = pageSize;
        this.reader = new RunReader(bytes);
        this.limitBytes = limitBytes;
    }

    /** Says whose acknowledgements count. */
    void follow(List<ReplicaWriter> writers) {
        replicas = List.copyOf(writers);
    }

    @Override
    public boolean isSafe(long cycle, long frame) {
        return isSafeTo(cycle, frame == 0 ? 0 : pageSize.endOfFrame(frame));
    }

    private boolean isSafeTo(long cycle, long endBytes) {
        boolean sealed =
                spool.sealedTo(cycle).filter(to -> to.offsetBytes() >= endBytes).isPresent();
        return sealed
                || replicas.stream()
                        .allMatch(
                                replica -> replica.shipper().course().guarded().isAtOrPast(cycle, endBytes));
    }

    @Override
    public boolean makeSafe(Visible visible) throws IOException {
        tape.note(visible, times.millis());
        long end = visible.lastFrame() == 0 ? 0 : pageSize.endOfFrame(visible.lastFrame());
        if (isSafeTo(visible.cycle(), end)) {
            return true;
        }
        Place start = sealFrom(visible.cycle());
        if (spool.bytes() + end - start.offsetBytes() > limitBytes) {
            return false;
        }
        try {
            seal(start, visible.header().orElseThrow(), end);
            return true;
        } catch (WalFormatException e) {
            return false; // the shipper meets the same frames, and says what becomes of them
        }
    }

    /** The first place of the cycle that is neither sealed nor acknowledged by every replica. */
    private Place sealFrom(long cycle) {
        Place first = null;
        for (ReplicaWriter replica : replicas) {
            Place needed = replica.shipper().course().guarded();
            Place inCycle = needed.cycle() < cycle ? Place.startOf(cycle) : needed;
            if (first == null || !inCycle.isAtOrPast(first.cycle(), first.offsetBytes())) {
                first = inCycle;
            }
        }
        Place start = first == null ? Place.startOf(cycle) : first;
        Optional<SealedTo> sealed = spool.sealedTo(cycle).filter(to -> to.offsetBytes() >= start.offsetBytes());
        return sealed.map(to -> new Place(cycle, to.offsetBytes(), to.checksum()))
                .orElse(start);
    }

    private void seal(Place from, WalHeader header, long endBytes) throws IOException, WalFormatException {
        Place place = from;
        while (place.offsetBytes() < endBytes) {
            Run run = reader.read(place, header, endBytes);
            spool.seal(
                    place.cycle(),
                    place.offsetBytes(),
                    reader.bytes(),
                    run.length(),
                    run.end().checksum());
            place = run.end();
        }
    }

    /** Lets go of what every replica has. */
    void release() throws IOException {
        Place needed = null;
        for (ReplicaWriter replica : replicas) {
            Place place = replica.shipper().course().guarded();
            if (needed == null || !place.isAtOrPast(needed.cycle(), needed.offsetBytes())) {
                needed = place;
            }
        }
        if (needed != null) {
            spool.release(needed.cycle(), needed.offsetBytes());
            tape.forgetBefore(needed.cycle(), pageSize.framesBefore(needed.offsetBytes()));
        }
    }
}
