package dev.seawall.replicate;

import dev.seawall.replicate.Tape.Mark;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.WalHeader;
import java.util.List;
import java.util.Optional;

/**
 * Describes one piece of the spool: a run of WAL bytes of one cycle, and what a later process must know to ship it.
 *
 * @param header the header of the cycle's WAL, which the run itself holds only at offset 0
 * @param start before its first frame; offset 0 includes the WAL header
 * @param end just past its last frame
 * @param before where the cycle before ended, if the run begins one and that is known
 * @param marks when its commits were seen, in order; the last may lie beyond the end
 */
record Seal(WalHeader header, Place start, Place end, Optional<CycleEnd> before, List<Mark> marks) {
    /** The place just past the last frame of a cycle that was restarted. */
    record CycleEnd(WalHeader header, long offsetBytes, Checksum checksum) {}

    Seal {
        boolean sameCycle = start.cycle() == end.cycle();
        boolean frames = header.pageSize().isFrameBoundary(start.offsetBytes())
                && header.pageSize().isFrameBoundary(end.offsetBytes());
        if (!sameCycle
                || !frames
                || end.offsetBytes() <= start.offsetBytes()
                || length(start, end) > RunReader.MAX_RUN) {
            throw new IllegalArgumentException("a seal from " + start + " to " + end);
        }
        marks = List.copyOf(marks);
    }

    private static long length(Place start, Place end) {
        return end.offsetBytes() - start.offsetBytes();
    }

    long cycle() {
        return start.cycle();
    }

    int length() {
        return (int) length(start, end);
    }

    /** Tells whether the byte at an offset of a cycle is in it. */
    boolean holds(long cycle, long offsetBytes) {
        return cycle() == cycle && start.offsetBytes() <= offsetBytes && offsetBytes < end.offsetBytes();
    }

    /** Tells whether it goes on exactly where a place is: within its cycle, or with the next one. */
    boolean follows(Place place) {
        if (cycle() == place.cycle()) {
            boolean joint = start.offsetBytes() < place.offsetBytes()
                    || start.checksum().equals(place.checksum());
            return joint && holds(place.cycle(), place.offsetBytes());
        }
        return cycle() == place.cycle() + 1
                && before.filter(end -> end.offsetBytes() == place.offsetBytes()
                                && end.checksum().equals(place.checksum()))
                        .isPresent();
    }
}
