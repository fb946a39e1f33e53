package dev.seawall.replicate;

/** Says which replicas must have what was committed before a sync is over. */
public enum SyncScope {
    /** All of them: one that is away keeps it from succeeding. */
    EVERY_REPLICA,
    /** The first that has it. */
    ANY_REPLICA
}
