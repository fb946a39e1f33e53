/**
 * Reads SQLite's write-ahead log format: pure functions over bytes, no files, no policy.
 *
 * <p>Read {@link dev.seawall.wal.WalHeader} and {@link dev.seawall.wal.FrameChain} first. All facts here come from <a
 * href="https://www.sqlite.org/fileformat2.html#walformat">SQLite's file-format document, section 4</a>.
 *
 * <p>Invariants: stored integers are big-endian whatever the checksum's word order; page numbers and page counts are
 * unsigned 32-bit values held in {@code long}; offsets are 64-bit.
 */
@NullMarked
package dev.seawall.wal;

import org.jspecify.annotations.NullMarked;
