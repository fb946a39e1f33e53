package dev.seawall.sqlite;

import dev.seawall.wal.WalHeader;
import java.util.Optional;

/**
 * Says what the WAL holds at one moment: the header read before and after SQLite was asked, equal both times.
 *
 * @param header the file's header; empty where none verifies
 * @param lastFrame the number of the last committed frame, SQLite's mxFrame; 0 for an empty WAL
 * @param backfilled how many frames are known to be in the database file, SQLite's nBackfill
 */
record Look(Optional<WalHeader> header, long lastFrame, long backfilled) {
    boolean isEmpty() {
        return lastFrame == 0;
    }

    boolean isFullyBackfilled() {
        return backfilled == lastFrame;
    }
}
