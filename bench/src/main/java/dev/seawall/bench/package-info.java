/**
 * Measures Seawall from outside: real processes, real SQLite, a replica in a folder or in an S3 server.
 *
 * <p>Read {@link dev.seawall.bench.Main} first. Every figure stands beside
 * one of the same minute without Seawall, or with nothing but the hardware, and the two are compared as a ratio: times
 * alone say more about the machine than about us. Nothing here asserts a time.
 */
@NullMarked
package dev.seawall.bench;

import org.jspecify.annotations.NullMarked;
