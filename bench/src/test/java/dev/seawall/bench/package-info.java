/** Runs every benchmark for a moment, so that none of them rots. Times are never asserted. */
@NullMarked
package dev.seawall.bench;

import org.jspecify.annotations.NullMarked;
