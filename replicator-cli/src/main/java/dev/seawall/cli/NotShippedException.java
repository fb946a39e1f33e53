package dev.seawall.cli;

import java.io.IOException;

/** Says that replication stopped with commits that are in no replica yet. */
final class NotShippedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotShippedException(String message) {
        super(message);
    }
}
