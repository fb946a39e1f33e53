package dev.seawall.replicate;

import dev.seawall.replicate.Tape.Mark;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.Visible;
import dev.seawall.sqlite.WalFile;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Knows, at start-up, what an earlier process left in the spool: which history it is, whether the live WAL continues it,
 * and whether a replica's place lies in it. Every answer is a proof: equal salts and running checksums.
 */
final class SealedHistory {
    private final Spool spool;
    private final List<Seal> seals;
    private final WalFile wal;

    SealedHistory(Spool spool, WalFile wal) {
        this.spool = spool;
        this.seals = spool.seals();
        this.wal = wal;
    }

    /** Numbers the live cycle: as it was sealed under, or past all that were. Under a hold, so that it stays true. */
    long number(Optional<WalHeader> header, long lastFrame) throws DatabaseException {
        if (seals.isEmpty()) {
            return 0;
        }
        Seal last = seals.get(seals.size() - 1);
        boolean same = header.equals(Optional.of(last.header()))
                && lastFrame >= last.header().pageSize().framesBefore(last.end().offsetBytes())
                && isAt(last.end(), last.header(), wal::read);
        return same ? last.cycle() : last.cycle() + 1;
    }

    private interface Reading<E extends Exception> {
        int read(long offsetBytes, byte[] into, int at, int length) throws E;
    }

    /** The frame that ends at a place must carry the salts, and the running checksum of the place. */
    private static <E extends Exception> boolean isAt(Place place, WalHeader header, Reading<E> bytes) throws E {
        byte[] found = new byte[FrameHeader.BYTES];
        long start = place.offsetBytes() - header.pageSize().frameBytes();
        int length = bytes.read(start, found, 0, found.length);
        FrameHeader frame = FrameHeader.read(ByteBuffer.wrap(found), 0);
        return length == found.length
                && frame.salt().equals(header.salt())
                && frame.checksum().equals(place.checksum());
    }

    /** Puts on the tape what was sealed, and then the live cycle, with a break between them unless the one continues the other. */
    void recall(Tape tape, Visible live, long nowMillis) {
        NavigableMap<Long, Visible> cycles = new TreeMap<>();
        NavigableMap<Long, List<Mark>> marks = new TreeMap<>();
        long since = live.cycle();
        Optional<Place> end = Optional.empty();
        for (Seal seal : seals) {
            long cycle = seal.cycle();
            if (end.filter(seal::follows).isEmpty()) {
                since = seal.before().isPresent() ? cycle - 1 : cycle;
            }
            seal.before()
                    .ifPresent(before ->
                            cycles.putIfAbsent(cycle - 1, visible(cycle - 1, before.header(), before.offsetBytes())));
            cycles.put(cycle, visible(cycle, seal.header(), seal.end().offsetBytes()));
            addMarks(marks.computeIfAbsent(cycle, none -> new ArrayList<>()), seal.marks());
            end = Optional.of(seal.end());
        }
        cycles.values().forEach(each -> tape.recall(each, marks.getOrDefault(each.cycle(), List.of())));
        boolean goesOn = end.filter(last -> last.cycle() == live.cycle()).isPresent();
        tape.goOn(goesOn ? since : live.cycle(), live, nowMillis);
    }

    private static Visible visible(long cycle, WalHeader header, long endBytes) {
        return new Visible(cycle, Optional.of(header), header.pageSize().framesBefore(endBytes));
    }

    /** The last mark of a seal and the first of the next may be the same one. */
    private static void addMarks(List<Mark> known, List<Mark> more) {
        for (Mark mark : more) {
            if (known.isEmpty() || known.get(known.size() - 1).frame() < mark.frame()) {
                known.add(mark);
            }
        }
    }

    /** Finds the place up to which a replica has everything; empty if it does not lie in what is sealed. */
    Optional<Place> find(SavedReplica saved) throws IOException {
        for (Seal seal : seals) {
            Place here = new Place(seal.cycle(), saved.offsetBytes(), saved.checksum());
            if (isIn(seal, saved) && (here.equals(seal.start()) || isSealedAt(seal, here))) {
                return Optional.of(here);
            }
            boolean endOfBefore = seal.before()
                    .filter(before -> before.header().salt().equals(saved.salt())
                            && before.offsetBytes() == saved.offsetBytes()
                            && before.checksum().equals(saved.checksum()))
                    .isPresent();
            if (endOfBefore) {
                return Optional.of(new Place(seal.cycle() - 1, saved.offsetBytes(), saved.checksum()));
            }
        }
        return Optional.empty();
    }

    private static boolean isIn(Seal seal, SavedReplica saved) {
        long offset = saved.offsetBytes();
        return offset > 0
                && seal.header().salt().equals(saved.salt())
                && seal.header().pageSize().isFrameBoundary(offset)
                && seal.start().offsetBytes() <= offset
                && offset <= seal.end().offsetBytes();
    }

    private boolean isSealedAt(Seal seal, Place place) throws IOException {
        return place.offsetBytes() > seal.start().offsetBytes()
                && isAt(
                        place,
                        seal.header(),
                        (offset, into, at, length) -> spool.read(seal.cycle(), offset, into, at, length));
    }

    /** Where what is sealed from a place on ends. */
    Place endOfRun(Place place) {
        return spool.endOfRun(place);
    }
}
