package dev.seawall.replicate;

import java.io.IOException;
import java.util.Optional;

/** Asks the replica, before the first segment is shipped to it, for what the local state cannot tell. */
interface Prelude {
    /**
     * Says where to go on.
     *
     * @param reason why the generation cannot go on; empty if it does, or if a new one begins anyway
     * @param lastMillis the latest commit time found, in milliseconds since 1970-01-01T00:00Z; 0 if none was
     */
    record Answer(Cursor cursor, Optional<String> reason, long lastMillis) {}

    /** @param from where the local state says that the replica is */
    Answer ask(Cursor from) throws IOException;
}
