package dev.seawall.replica;

import dev.seawall.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens a stored object: its stamp, if it has one, and its content, decompressed and verified.
 *
 * <p>The content is proven only once its stream has answered -1: until then it may be cut short, or another object's.
 * The stream fails with {@link DamagedReplicaException} where the object is broken, and with {@link
 * dev.seawall.storage.StorageException} where the storage is. Not safe for several threads.
 *
 * <p>What Litestream 0.3 accepts is accepted: no stamp, any block size, linked blocks, the legacy frame. Where it would
 * read on in silence, an object is refused: a second frame behind the first, whose rows it would drop.
 */
public final class ObjectReader implements Closeable {
    private final InputStream source;
    private final Optional<SealedStamp> stamp;
    private final ObjectContent content;

    /** Reads the stamp and the frame's header; the stream is closed with the reader, or if this fails. */
    public ObjectReader(ObjectName name, InputStream source) throws IOException {
        this.source = source;
        try {
            RawBytes in = new RawBytes(name, source);
            byte[] magic = new byte[Integer.BYTES];
            in.readFully(magic, 0, magic.length, "object");
            stamp = readStamp(name, in, magic);
            int frameMagic = stamp.isPresent() ? in.littleEndianInt("LZ4 frame") : Lz4Format.littleEndianInt(magic);
            content = new ObjectContent(in, new Lz4FrameReader(in, frameMagic), stamp.map(SealedStamp::content));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    public static ObjectReader open(Storage storage, ObjectName name) throws IOException {
        return new ObjectReader(name, storage.read(name.key()));
    }

    private static Optional<SealedStamp> readStamp(ObjectName name, RawBytes in, byte[] magic) throws IOException {
        if (Lz4Format.littleEndianInt(magic) != StampFormat.MAGIC) {
            return Optional.empty();
        }
        byte[] prefix = new byte[StampDecoder.PREFIX_BYTES];
        System.arraycopy(magic, 0, prefix, 0, magic.length);
        in.readFully(prefix, magic.length, prefix.length - magic.length, "stamp");
        OptionalInt length = StampDecoder.stampBytes(name, prefix);
        byte[] bytes = new byte[length.orElseThrow()];
        System.arraycopy(prefix, 0, bytes, 0, prefix.length);
        in.readFully(bytes, prefix.length, bytes.length - prefix.length, "stamp");
        return Optional.of(StampDecoder.decode(name, bytes));
    }

    /** The stamp of a segment; empty if the object has none, or is a snapshot. */
    public Optional<SegmentStamp> segmentStamp() {
        return stamp.map(SealedStamp::stamp)
                .filter(SegmentStamp.class::isInstance)
                .map(SegmentStamp.class::cast);
    }

    /** The stamp of a snapshot; empty if the object has none, or is a segment. */
    public Optional<SnapshotStamp> snapshotStamp() {
        return stamp.map(SealedStamp::stamp)
                .filter(SnapshotStamp.class::isInstance)
                .map(SnapshotStamp.class::cast);
    }

    public boolean isStamped() {
        return stamp.isPresent();
    }

    /** The content; verified as a whole when it answers -1. */
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        content.close();
        source.close();
    }
}
