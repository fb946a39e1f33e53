/**
 * Lives beside the application at its database: its files, its locks, and the relay that keeps a read transaction open.
 *
 * <p>Read {@link dev.seawall.sqlite.LiveDatabase} and {@link dev.seawall.sqlite.Relay} first; {@code
 * docs/concurrency.md} says which lock is held when.
 *
 * <p>Invariants: {@link dev.seawall.sqlite.DatabaseFiles} alone opens the database file, before the first connection,
 * and closes it after the last, because closing any descriptor of that file drops every POSIX lock that SQLite holds on
 * it in this process; nobody opens the {@code -shm} file; no thread that reads the database file is ever interrupted;
 * nothing is ever written to the user's database.
 */
@NullMarked
package dev.seawall.sqlite;

import org.jspecify.annotations.NullMarked;
