/**
 * Reads configuration files, Seawall's and Litestream's: text, then a tree, then checked values. Touches no database and
 * no storage; the only files that it opens are the configuration and the secrets that it names.
 *
 * <p>Read {@link dev.seawall.cli.config.Key}, the table of all keys, and {@link
 * dev.seawall.cli.config.ConfigurationReader} first.
 *
 * <p>Invariants: a file is taken as a whole or not at all; each problem names file, line and column; no message, and no
 * {@code toString}, holds a secret; variables are put into values after parsing, so that none can change the structure.
 */
@NullMarked
package dev.seawall.cli.config;

import org.jspecify.annotations.NullMarked;
