package dev.seawall.cli.exec;

import java.io.IOException;

/** What goes on beside an application: the replication of one database, or of several. */
public interface Replicating {
    /**
     * Replicates until {@link #stop}, on the calling thread.
     *
     * @return whether all is shipped
     */
    boolean run() throws IOException;

    /**
     * Tells whether {@link #run} has come so far that the application may start: each database is taken hold of, or was
     * found to be one that has to be waited for. False where nothing is going to be replicated: then {@link #run} ends.
     */
    boolean hasLooked();

    /** Asks {@link #run} to ship the rest and come back. Returns at once; more calls change nothing. */
    void stop();
}
