package dev.seawall.cli;

import java.io.IOException;

/** Says that replication stopped with commits that are in no replica yet. */
final class NotShippedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param databases which ones */
    NotShippedException(String databases) {
        super("stopped before it was sure that every commit is shipped, of " + databases
                + "; what is not shipped is still in the database, and the next start ships it");
    }
}
