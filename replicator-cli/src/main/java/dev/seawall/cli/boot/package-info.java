/**
 * Decides what an application may start with: its database as it is, one that is restored, or none, because there never
 * was one.
 *
 * <p>Read {@link dev.seawall.cli.boot.Candidate} and {@link dev.seawall.cli.boot.NewestReplica} first.
 *
 * <p>Invariant: "there is no backup" is what a replica said, never what a failure looked like.
 */
@NullMarked
package dev.seawall.cli.boot;

import org.jspecify.annotations.NullMarked;
