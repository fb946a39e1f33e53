package dev.seawall.replica;

import java.util.Comparator;

/**
 * Names a segment by where it begins.
 *
 * @param offsetBytes the offset of its first byte in the index's WAL; 0 to 2^32 - 1
 */
public record SegmentName(GenerationId generation, int index, long offsetBytes)
        implements ObjectName, Comparable<SegmentName> {
    /** The largest offset that eight hex digits hold. */
    public static final long MAX_OFFSET_BYTES = 0xffff_ffffL;

    private static final Comparator<SegmentName> ORDER = Comparator.comparing(SegmentName::generation)
            .thenComparingInt(SegmentName::index)
            .thenComparingLong(SegmentName::offsetBytes);

    public SegmentName {
        if (index < 0 || offsetBytes < 0 || offsetBytes > MAX_OFFSET_BYTES) {
            throw new IllegalArgumentException("index " + index + " or offset " + offsetBytes + " has no name");
        }
    }

    public static SegmentName startingAt(Position start) {
        return new SegmentName(start.generation(), start.index(), start.offsetBytes());
    }

    /** The folder of a generation's segments, ending with a slash. */
    public static String folder(GenerationId generation) {
        return ObjectName.folder(generation) + "wal/";
    }

    public Position start() {
        return new Position(generation, index, offsetBytes);
    }

    @Override
    public String key() {
        return folder(generation) + String.format("%08x_%08x.wal.lz4", index, offsetBytes);
    }

    @Override
    public int compareTo(SegmentName other) {
        return ORDER.compare(this, other);
    }
}
