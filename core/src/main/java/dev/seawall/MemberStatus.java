package dev.seawall;

import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.ReplicaStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says how one member of a {@link Fleet} stands.
 *
 * @param replicas in the order given; empty while the database is not open
 * @param reason why it is not replicated; empty if it is, or was stopped on request
 * @param outcome how it ended, once it is stopped
 */
public record MemberStatus(
        Path database, State state, List<ReplicaStatus> replicas, Optional<String> reason, Optional<Outcome> outcome) {
    /** Tells what a member is doing. */
    public enum State {
        /** Its database is not there yet, or not ready; it is opened once it is. */
        WAITING,
        /** Its commits are shipped. A replica that fails meanwhile is seen in its own status. */
        REPLICATING,
        /** It cannot be replicated until somebody mends something; it is tried again all the time. */
        FAILED,
        /** It was asked to stop, and ships the rest. */
        STOPPING,
        /** It was stopped. */
        STOPPED
    }
}
