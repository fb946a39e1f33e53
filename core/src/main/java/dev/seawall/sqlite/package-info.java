/**
 * Meets SQLite itself: the live database, its files, its locks; and the check of a rebuilt one. Nothing else knows JDBC.
 *
 * <p>Read {@link dev.seawall.sqlite.IntegrityCheck} first.
 */
@NullMarked
package dev.seawall.sqlite;

import org.jspecify.annotations.NullMarked;
