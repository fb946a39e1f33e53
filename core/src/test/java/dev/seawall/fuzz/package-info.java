/**
 * Feeds bytes of any kind to every parser.
 *
 * <p>Read {@link dev.seawall.fuzz.FuzzTarget} first. A target lies in the package of its parser. Its samples, in {@code
 * src/test/resources/fuzz/<target>}, run as ordinary tests; {@link dev.seawall.fuzz.FuzzingRun} lets Jazzer look for
 * more.
 */
@NullMarked
package dev.seawall.fuzz;

import org.jspecify.annotations.NullMarked;
