/**
 * Tests Seawall as a whole: real processes, real SQLite clients, real storage, faults.
 *
 * <p>Read {@link dev.seawall.it.WorkloadApplication} first: the application whose database everything is about.
 *
 * <p>Invariant: no test reads what Seawall believes; each compares with what the application's own log says.
 */
@NullMarked
package dev.seawall.it;

import org.jspecify.annotations.NullMarked;
