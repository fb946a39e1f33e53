package dev.seawall.restore;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Knows what can be restored from one generation that has a snapshot. */
sealed interface History permits StampedHistory, UnstampedHistory {
    /** The first restore point. */
    RestorePoint first() throws IOException;

    /** The last restore point. */
    RestorePoint last() throws IOException;

    /** Plans for the last restore point. */
    RestorePlan latest() throws IOException;

    /**
     * Plans for the last restore point at or before a time.
     *
     * @throws NothingToRestoreException if there is none
     */
    RestorePlan at(Instant time) throws IOException;

    /** @throws NothingToRestoreException if there is no commit of that number */
    RestorePlan atCommit(long commit) throws IOException;

    /** Lists restore points from a time on, oldest first, and reads no more than that takes. */
    List<RestorePoint> points(Instant since, int limit, Holes holes) throws IOException;
}
