package dev.seawall.replicate;

import java.util.Optional;

/**
 * Says what a replica still has to get, and cannot get again once it is let go of.
 *
 * @param from everything before it is acknowledged, or will never be needed
 * @param until nothing from there on is needed; empty for no end
 */
record Outstanding(Place from, Optional<Place> until) {
    /** Tells whether any byte of a cycle from {@code startBytes} to {@code endBytes} is needed by anybody. */
    interface Filter {
        boolean needs(long cycle, long startBytes, long endBytes);
    }

    boolean includes(long cycle, long startBytes, long endBytes) {
        boolean behind = until.filter(
                        end -> new Place(cycle, startBytes, end.checksum()).isAtOrPast(end.cycle(), end.offsetBytes()))
                .isPresent();
        return !behind && !isEmpty() && !from.isAtOrPast(cycle, endBytes);
    }

    private boolean isEmpty() {
        return until.filter(end -> from.isAtOrPast(end.cycle(), end.offsetBytes()))
                .isPresent();
    }
}
