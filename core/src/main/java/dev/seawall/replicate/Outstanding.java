package dev.seawall.replicate;

import java.util.Optional;

/**
 * Says what a replica still has to get, and cannot get again once it is let go of.
 *
 * @param from everything before it is acknowledged, or will never be needed
 * @param until nothing after it is needed; empty for no end
 */
record Outstanding(Place from, Optional<Place> until) {
    /** Tells whether any of the bytes of a cycle up to {@code endBytes} are needed. */
    interface Filter {
        boolean needs(long cycle, long endBytes);
    }

    boolean includes(long cycle, long endBytes) {
        boolean ended = until.filter(end -> cycle > end.cycle() || from.isAtOrPast(end.cycle(), end.offsetBytes()))
                .isPresent();
        return !ended && !from.isAtOrPast(cycle, endBytes);
    }
}
