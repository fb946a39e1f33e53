package dev.seawall.sqlite;

/**
 * Holds the row that a checkpoint answers with.
 *
 * @param busy whether a lock kept it from finishing
 * @param lastFrame frames in the WAL, or -1 if the checkpoint lock could not be had
 * @param backfilled frames known to be in the database file, or -1
 */
record CheckpointResult(boolean busy, long lastFrame, long backfilled) {
    /** Tells whether the numbers mean anything; for PASSIVE, whether the checkpoint lock was held. */
    boolean answered() {
        return lastFrame >= 0;
    }
}
