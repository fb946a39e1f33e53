/**
 * Replicates one database: capture what is committed, ship it in order, rotate the WAL, take snapshots.
 *
 * <p>Read {@link dev.seawall.replicate.Replicator} and {@link dev.seawall.replicate.Tape} first.
 *
 * <p>Invariants: everything happens in steps that return how much they did, over an injected clock, storage and
 * randomness; threads live in {@link dev.seawall.replicate.Runner} alone. One thread at a time captures and tends; one
 * at a time ships to a given replica; one at a time takes its snapshot.
 */
@NullMarked
package dev.seawall.replicate;

import org.jspecify.annotations.NullMarked;
