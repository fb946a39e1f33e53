package dev.seawall.restore;

import java.io.IOException;

/** Says that the replica is sound but does not hold what was asked for; the message names what it does hold. */
public final class NothingToRestoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public NothingToRestoreException(String message) {
        super(message);
    }
}
