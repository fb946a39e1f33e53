package dev.seawall.sqlite;

import java.io.IOException;

/**
 * Answers for what the relay may let go of: a frame is safe once every replica has acknowledged it, or it is sealed and
 * fsynced in the spool. Read into memory is not safe.
 */
public interface Safety {
    /** Tells whether every frame of a cycle, up to and including {@code frame}, is safe. */
    boolean isSafe(long cycle, long frame);

    /**
     * Begins to make everything that is visible safe, if that can be done while the caller waits for something else. The
     * other two wait for it; what could not be made safe by it simply is not.
     */
    default void beginMakingSafe(Visible visible) {}

    /**
     * Makes everything that is visible safe, without waiting for any replica.
     *
     * @return false if that cannot be done now, because too much of it is not acknowledged yet
     * @throws IOException if it should have been possible, and failed
     */
    boolean makeSafe(Visible visible) throws IOException;
}
