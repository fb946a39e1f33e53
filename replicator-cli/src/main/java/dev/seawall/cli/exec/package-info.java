/**
 * Runs an application beside a replication, as one process for whoever started us: its input and output, its signals, its
 * exit code.
 *
 * <p>Read {@link dev.seawall.cli.exec.Supervision} first.
 *
 * <p>Invariants: the application starts after the replication has looked at the database; whatever its end, the rest is
 * shipped after it; it does not outlive the replication.
 */
@NullMarked
package dev.seawall.cli.exec;

import org.jspecify.annotations.NullMarked;
