package dev.seawall.replicate;

import java.util.List;
import java.util.Optional;

/**
 * Says which replicas have everything that was committed before a sync was asked for.
 *
 * @param replicas in the order given; empty if the database was not open
 * @param reason why it was given up before its time; empty if it was not
 */
public record Durability(List<InReplica> replicas, Optional<String> reason) {
    /**
     * @param durable whether all of it is acknowledged, in a generation with a complete snapshot
     * @param failure what the storage answered to the latest attempt, if it failed
     */
    public record InReplica(String replica, boolean durable, Optional<String> failure) {}

    /** It is in none of these replicas. */
    public static Durability nowhere(List<String> replicas, String reason) {
        return new Durability(
                replicas.stream()
                        .map(replica -> new InReplica(replica, false, Optional.empty()))
                        .toList(),
                Optional.of(reason));
    }

    /** Tells whether it is where it was wanted. */
    public boolean isEnough(SyncScope scope) {
        return switch (scope) {
            case EVERY_REPLICA -> !replicas.isEmpty() && replicas.stream().allMatch(InReplica::durable);
            case ANY_REPLICA -> replicas.stream().anyMatch(InReplica::durable);
        };
    }
}
