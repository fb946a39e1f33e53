package dev.seawall.restore;

import java.time.Instant;

/** Says which commit is wanted. */
public sealed interface Target {
    /** The last commit that the replica holds. */
    record Latest() implements Target {}

    /** The last commit at or before a moment. */
    record AtTime(Instant time) implements Target {}

    /** A commit by its number within the generation. */
    record AtCommit(long commit) implements Target {}
}
