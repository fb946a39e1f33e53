package dev.seawall.restore;

import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Is a segment that is about to be replayed.
 *
 * @param content proven once it has answered -1, as {@link ObjectReader#content} says
 */
record OpenSegment(
        SegmentName name, Optional<SegmentStamp> stamp, boolean isStamped, InputStream content, Closeable source)
        implements Closeable {
    /** Decompresses while it is read. */
    static OpenSegment streaming(SegmentName name, InputStream stored) throws IOException {
        ObjectReader reader = new ObjectReader(name, stored);
        return new OpenSegment(name, reader.segmentStamp(), reader.isStamped(), reader.content(), reader);
    }

    /** Is decompressed and proven already. */
    static OpenSegment decoded(SegmentName name, SegmentStamp stamp, InputStream content) {
        return new OpenSegment(name, Optional.of(stamp), true, content, content);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
