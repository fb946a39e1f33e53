package dev.seawall.replica;

import java.nio.ByteBuffer;

/** Encodes a segment that is there as a whole. */
public final class EncodedSegment {
    private EncodedSegment() {}

    /**
     * Gives the object's bytes; they stay as they are until the encoder is used again.
     *
     * @param content the WAL's bytes from the stamp's start to its end, from position to limit of an array
     */
    public static ByteBuffer of(SegmentEncoder encoder, SegmentStamp stamp, ByteBuffer content) {
        encoder.begin(stamp.commits().size());
        encoder.append(content.array(), content.arrayOffset() + content.position(), content.remaining());
        return encoder.finish(stamp);
    }
}
