package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Holds a segment in memory: its content, or, where that is larger than foreseen, or not proven, what is stored. */
final class FetchedSegment {
    private final SegmentName name;
    /** Empty if the bytes are the stored ones. */
    private final Optional<SegmentStamp> stamp;

    private final byte[] bytes;

    private FetchedSegment(SegmentName name, Optional<SegmentStamp> stamp, byte[] bytes) {
        this.name = name;
        this.stamp = stamp;
        this.bytes = bytes;
    }

    /**
     * Reads what is stored, and decompresses it if that makes no more than {@code maxBytes}. Whatever is wrong with it is
     * left to be found in its turn, so that the first fault of a replica is the one that is named.
     */
    static FetchedSegment read(Listed<SegmentName> segment, InputStream in, int maxBytes) throws IOException {
        byte[] stored = FetchAhead.whole(segment, in);
        FetchedSegment raw = new FetchedSegment(segment.name(), Optional.empty(), stored);
        try {
            return decode(segment.name(), stored, maxBytes).orElse(raw);
        } catch (DamagedReplicaException e) {
            return raw;
        }
    }

    private static Optional<FetchedSegment> decode(SegmentName name, byte[] stored, int maxBytes) throws IOException {
        try (ObjectReader reader = new ObjectReader(name, new ByteArrayInputStream(stored))) {
            Optional<SegmentStamp> stamp = reader.segmentStamp();
            long length = stamp.map(read -> read.endOffsetBytes() - read.start().offsetBytes())
                    .orElse(Long.MAX_VALUE);
            if (length > maxBytes) {
                return Optional.empty();
            }
            byte[] content = new byte[(int) length];
            boolean whole = reader.content().readNBytes(content, 0, content.length) == content.length
                    && reader.content().read() < 0;
            return whole ? Optional.of(new FetchedSegment(name, stamp, content)) : Optional.empty();
        }
    }

    OpenSegment open() throws IOException {
        return stamp.isPresent()
                ? OpenSegment.decoded(name, stamp.get(), bytes)
                : OpenSegment.streaming(name, new ByteArrayInputStream(bytes));
    }
}
