package dev.seawall.replica;

import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names a segment by where it begins.
 *
 * @param offsetBytes the offset of its first byte in the index's WAL; 0 to 2^32 - 1
 */
public record SegmentName(GenerationId generation, int index, long offsetBytes)
        implements ObjectName, Comparable<SegmentName> {
    /** The largest offset that eight hex digits hold. */
    public static final long MAX_OFFSET_BYTES = 0xffff_ffffL;

    private static final HexFormat HEX = HexFormat.of();
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
        return folder(generation) + HEX.toHexDigits(index) + "_" + HEX.toHexDigits(offsetBytes, 8) + ".wal.lz4";
    }

    @Override
    public int compareTo(SegmentName other) {
        return ORDER.compare(this, other);
    }

    // By hand, both: see GenerationId.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SegmentName name
                && offsetBytes == name.offsetBytes
                && index == name.index
                && generation.equals(name.generation);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * generation.hashCode() + index) + Long.hashCode(offsetBytes);
    }
}
