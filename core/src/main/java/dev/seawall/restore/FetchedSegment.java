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
        InputStream stored = new ByteArrayInputStream(raw.buffer, 0, raw.length);
        try (ObjectReader reader = new ObjectReader(raw.name, stored)) {
            Optional<SegmentStamp> stamp = reader.segmentStamp();
            long length = stamp.map(read -> read.endOffsetBytes() - read.start().offsetBytes())
                    .orElse(Long.MAX_VALUE);
            if (length > maxBytes) {
                return Optional.empty();
            }
            byte[] content = buffers.take((int) length);
            boolean whole = false;
            try {
                whole = reader.content().readNBytes(content, 0, (int) length) == length
                        && reader.content().read() < 0;
            } finally {
                if (!whole) {
                    buffers.giveBack(content);
                }
            }
            return whole ? Optional.of(new FetchedSegment(raw.name, stamp, content, (int) length)) : Optional.empty();
        }
    }

    /**
     * The segment from its beginning. Once it is closed, what is held here goes back to {@code buffers}, and nothing may be
     * read of it any more.
     */
    OpenSegment open(Buffers buffers) throws IOException {
        InputStream bytes = new ByteArrayInputStream(buffer, 0, length) {
            private boolean closed;

            @Override
            public void close() {
                if (!closed) {
                    closed = true; // somebody else may have it now
                    buffers.giveBack(buffer);
                }
            }
        };
        return stamp.isPresent() ? OpenSegment.decoded(name, stamp.get(), bytes) : OpenSegment.streaming(name, bytes);
    }
}
