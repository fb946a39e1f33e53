package dev.seawall.restore;

import java.io.IOException;
import java.util.List;

/**
 * Says that SQLite found fault with the rebuilt database, which was thrown away.
 *
 * <p>The chain was proven, so the replica holds what the application's WAL held: look at the original too.
 */
public final class CheckFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckFailedException(List<String> problems) {
        super("the rebuilt database fails SQLite's check: " + String.join("; ", problems));
    }
}
