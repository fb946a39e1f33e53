/**
 * Turns command lines into calls of the core and prints what comes back: one class a verb, no logic of its own.
 *
 * <p>Read {@link dev.seawall.cli.Main} and {@link dev.seawall.cli.ExitCode} first.
 *
 * <p>Invariants: results go to standard output, everything else to standard error; a failure is one line there, and
 * {@link dev.seawall.cli.Failure} alone decides its exit code.
 */
@NullMarked
package dev.seawall.cli;

import org.jspecify.annotations.NullMarked;
