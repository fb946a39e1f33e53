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

    private final byte[] buffer;
    private final int length;

    private FetchedSegment(SegmentName name, Optional<SegmentStamp> stamp, byte[] buffer, int length) {
        this.name = name;
        this.stamp = stamp;
        this.buffer = buffer;
        this.length = length;
    }

    /**
     * Reads what is stored, and decompresses it if that makes no more than {@code maxBytes}. Whatever is wrong with it is
     * left to be found in its turn, so that the first fault of a replica is the one that is named.
     */
    static FetchedSegment read(Listed<SegmentName> segment, InputStream in, int maxBytes, Buffers buffers)
            throws IOException {
        int size = (int) segment.sizeBytes();
        byte[] stored = buffers.take(size);
        FetchAhead.readWhole(segment, in, stored);
        FetchedSegment raw = new FetchedSegment(segment.name(), Optional.empty(), stored, size);
        try {
            Optional<FetchedSegment> decoded = decode(raw, maxBytes, buffers);
            decoded.ifPresent(done -> buffers.giveBack(stored));
            return decoded.orElse(raw);
        } catch (DamagedReplicaException e) {
            return raw;
        }
    }

    private static Optional<FetchedSegment> decode(FetchedSegment raw, int maxBytes, Buffers buffers)
            throws IOException {
        try (ObjectReader reader = new ObjectReader(raw.name, raw.bytes())) {
            Optional<SegmentStamp> stamp = reader.segmentStamp();
            long bytes = stamp.map(read -> read.endOffsetBytes() - read.start().offsetBytes())
                    .orElse(Long.MAX_VALUE);
            if (bytes > maxBytes) {
                return Optional.empty();
            }
            int length = (int) bytes;
            byte[] content = buffers.take(length);
            boolean whole = reader.content().readNBytes(content, 0, length) == length
                    && reader.content().read() < 0;
            return whole ? Optional.of(new FetchedSegment(raw.name, stamp, content, length)) : Optional.empty();
        }
    }

    private InputStream bytes() {
        return new ByteArrayInputStream(buffer, 0, length);
    }

    /**
     * The segment from its beginning. Once it is closed, its content goes back to {@code buffers}, and nothing may be read of
     * it any more; what is held as it is stored is left to the garbage collector.
     */
    OpenSegment open(Buffers buffers) throws IOException {
        return stamp.isPresent()
                ? OpenSegment.decoded(name, stamp.get(), bytes(), () -> buffers.giveBack(buffer))
                : OpenSegment.streaming(name, bytes());
    }
}
