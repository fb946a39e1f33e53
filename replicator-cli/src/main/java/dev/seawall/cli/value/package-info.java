/**
 * Reads the values that stand on the command line and in the configuration file alike, so that both read them the same
 * way.
 *
 * <p>Read {@link dev.seawall.cli.value.DurationConverter} and {@link dev.seawall.cli.value.ByteSizeConverter} first.
 *
 * <p>Invariants: a duration and a size have a unit; a value that is refused is named in the message, with what to write.
 */
@NullMarked
package dev.seawall.cli.value;

import org.jspecify.annotations.NullMarked;
