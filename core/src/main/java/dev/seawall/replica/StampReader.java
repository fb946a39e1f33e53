package dev.seawall.replica;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the stamps of objects, and nothing else of them, by ranged reads.
 *
 * <p>The stamp is proven (its CRC32C, and that it belongs to the name); the content behind it is not. Safe for several
 * threads.
 */
public final class StampReader {
    /** Holds the stamps of all but the busiest segments: about 200 commits. */
    private static final int FIRST_BYTES = 4096;

    private final Storage storage;

    public StampReader(Storage storage) {
        this.storage = storage;
    }

    /** Returns the segment's stamp, or empty if it has none. */
    public Optional<SegmentStamp> read(SegmentName name) throws IOException {
        return readSealed(name).map(read -> (SegmentStamp) read.stamp());
    }

    /** Returns the snapshot's stamp, or empty if it has none. */
    public Optional<SnapshotStamp> read(SnapshotName name) throws IOException {
        return readSealed(name).map(read -> (SnapshotStamp) read.stamp());
    }

    /** Tells whether there is such an object. One that may not be read, as when it was archived, is there. */
    public boolean has(ObjectName name) throws IOException {
        try {
            storage.readRange(name.key(), 0, 1);
            return true;
        } catch (StorageException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> false;
                case REFUSED, FORBIDDEN -> true;
                default -> throw e;
            };
        }
    }

    private Optional<SealedStamp> readSealed(ObjectName name) throws IOException {
        byte[] first = storage.readRange(name.key(), 0, FIRST_BYTES);
        if (first.length < StampDecoder.PREFIX_BYTES) {
            throw new DamagedReplicaException(name.key(), "object", "8 bytes or more", first.length + " bytes");
        }
        OptionalInt length = StampDecoder.stampBytes(name, first);
        if (length.isEmpty()) {
            Lz4Format.requireFrame(name, Lz4Format.littleEndianInt(first));
            return Optional.empty();
        }
        byte[] stamp = Arrays.copyOf(first, length.getAsInt());
        int missing = stamp.length - first.length;
        if (missing > 0) {
            // An object that ended within the first range gives no byte here, and is found out like any cut stamp.
            byte[] rest = storage.readRange(name.key(), first.length, missing);
            if (rest.length < missing) {
                throw new DamagedReplicaException(
                        name.key(), "stamp", stamp.length + " bytes", first.length + rest.length + " bytes");
            }
            System.arraycopy(rest, 0, stamp, first.length, missing);
        }
        return Optional.of(StampDecoder.decode(name, stamp));
    }
}
