package dev.seawall.replica;

import dev.seawall.wal.PageSize;

/** Says what an object is, and what its name cannot; stands in front of its LZ4 frame, as a skippable frame. */
public sealed interface Stamp permits SegmentStamp, SnapshotStamp {
    /** The name of the object that this stamp belongs to. */
    ObjectName name();

    PageSize pageSize();

    /** How long the object's content is, uncompressed. */
    long contentBytes();
}
