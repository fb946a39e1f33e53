package dev.seawall.cli;

import dev.seawall.restore.RestorePoint;
import java.util.Optional;

/** Words what a replica holds for a {@link Listing}. */
final class Cells {
    private Cells() {}

    /** Writes an index or an offset the way that it stands in the names of objects. */
    static String hex(long indexOrOffset) {
        return String.format("%08x", indexOrOffset);
    }

    static Optional<Long> commit(RestorePoint point) {
        return point.commit().isPresent() ? Optional.of(point.commit().getAsLong()) : Optional.empty();
    }
}
