package dev.seawall.replicate;

import dev.seawall.replica.Position;
import java.util.Optional;

/**
 * Says how one replica stands.
 *
 * @param replica its address, without secrets
 * @param position everything before it is acknowledged
 * @param shipped whether its generation has a complete snapshot, so that the position can be restored
 * @param lastCommit the number of the last commit acknowledged in this generation
 * @param lastCommitMillis that commit's time; 0 if this process has shipped none
 * @param unshippedBytes WAL bytes committed but not acknowledged
 * @param unshippedSinceMillis when the oldest commit that is not acknowledged was seen; empty if there is none
 * @param gap why history is being given up: the WAL is cut without this replica until its storage is back
 * @param failure what the storage answered to the latest attempt, if it failed
 */
public record ReplicaStatus(
        String replica,
        Position position,
        boolean shipped,
        long lastCommit,
        long lastCommitMillis,
        long unshippedBytes,
        Optional<Long> unshippedSinceMillis,
        Optional<String> gap,
        Optional<String> failure) {
    /** Tells whether the replica has everything that was committed as of the last look, and can restore it. */
    public boolean isCurrent() {
        return shipped && gap.isEmpty() && unshippedBytes == 0;
    }
}
