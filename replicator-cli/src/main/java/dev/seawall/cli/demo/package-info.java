/**
 * Shows on a small application in a process of its own that a lost database comes back, commit by commit.
 *
 * <p>Read {@link dev.seawall.cli.demo.Demo} and {@link dev.seawall.cli.demo.Ledger} first.
 *
 * <p>Invariant: every command is run as a user would run it, in a process of its own, and nothing is called proven that
 * was not computed anew from the rows of the restored file.
 */
@NullMarked
package dev.seawall.cli.demo;

import org.jspecify.annotations.NullMarked;
