/**
 * Describes what a replica holds: generations of snapshots and segments, their names, their stamps, their order in time.
 *
 * <p>Read {@link dev.seawall.replica.ObjectName} and {@link dev.seawall.replica.SegmentStamp} first; {@code
 * docs/format.md} draws the format.
 */
@NullMarked
package dev.seawall.replica;

import org.jspecify.annotations.NullMarked;
