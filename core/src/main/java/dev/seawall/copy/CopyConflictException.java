package dev.seawall.copy;

import java.io.IOException;

/** Says that the replica that was to be brought up to date holds something else, which stays as it is. */
public final class CopyConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message what is there, where, and what to do next */
    public CopyConflictException(String message) {
        super(message);
    }
}
