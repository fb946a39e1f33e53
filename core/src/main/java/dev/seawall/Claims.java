package dev.seawall;

import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets each database file be opened by one replication of this process at a time. To open and close it a second time, as
 * a refusal after the opening would do, drops the locks that keep the first one's hold. Safe for several threads.
 */
final class Claims {
    private final Map<Object, Footprint> taken = new HashMap<>();

    /**
     * Takes what {@code owner} is about to open, for as long as it has it open.
     *
     * @throws DatabaseException if it does not exist yet, or somebody else has it
     */
    void take(Object owner, Path database, Optional<Path> stateDirectory) throws DatabaseException {
        // Before anything is locked: on a file system that hangs, this hangs, and is to keep nobody else waiting.
        Footprint footprint = Footprint.of(database, stateDirectory);
        if (footprint.identity().isEmpty()) {
            throw new DatabaseException(Kind.ABSENT, database + " does not exist (yet)", null);
        }
        take(owner, footprint);
    }

    private synchronized void take(Object owner, Footprint footprint) throws DatabaseException {
        for (Footprint other : taken.values()) {
            Optional<String> clash = footprint.clashWith(other);
            if (clash.isPresent()) {
                throw new DatabaseException(Kind.ALREADY_REPLICATED, clash.get(), null);
            }
        }
        taken.put(owner, footprint);
    }

    synchronized void release(Object owner) {
        taken.remove(owner);
    }
}
