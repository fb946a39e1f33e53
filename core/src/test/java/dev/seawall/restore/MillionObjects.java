package dev.seawall.restore;

import dev.seawall.replica.Commit;
import dev.seawall.replica.EncodedSegment;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Is a replica of 1,000,000 segments that exist only while they are looked at: 1000 indexes of 1000 segments, each of 65
 * frames of 64 KiB and one commit a second, up to offsets just below 4 GiB.
 */
final class MillionObjects implements Storage {
    static final int INDEXES = 1000;
    static final int SEGMENTS = 1000;
    static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    private static final GenerationId GENERATION = GenerationId.ofBits(0xaa);
    private static final PageSize PAGE_SIZE = new PageSize(65_536);
    private static final long SEGMENT_BYTES = 65L * (24 + 65_536);

    private final MemoryStorage snapshot = new MemoryStorage();
    private int listings;
    private int ranges;

    MillionObjects() throws StorageException {
        SnapshotStamp stamp = new SnapshotStamp(
                new Position(GENERATION, 0, 0), 0, BEGAN.toEpochMilli(), PAGE_SIZE, 1, Optional.empty());
        try (SnapshotWriter writer = new SnapshotWriter(snapshot, stamp)) {
            writer.write(new byte[PAGE_SIZE.bytes()], 0, PAGE_SIZE.bytes());
            writer.complete();
        }
    }

    int listings() {
        return listings;
    }

    int ranges() {
        return ranges;
    }

    static long startOf(int place) {
        return place == 0 ? 0 : WalHeader.BYTES + place * SEGMENT_BYTES;
    }

    static long endOf(int place) {
        return WalHeader.BYTES + (place + 1) * SEGMENT_BYTES;
    }

    private static Checksum sumAt(int index, long offset) {
        return offset == 0 ? Checksum.SEED : new Checksum(index, Long.hashCode(offset));
    }

    private static byte[] segment(SegmentName name) {
        int place = (int) (name.offsetBytes() / SEGMENT_BYTES);
        long commit = (long) name.index() * SEGMENTS + place + 1;
        long end = endOf(place);
        boolean first = place == 0 && name.index() > 0;
        SegmentStamp stamp = new SegmentStamp(
                name.start(),
                end,
                PAGE_SIZE,
                new Salt(name.index(), 7),
                sumAt(name.index(), name.offsetBytes()),
                sumAt(name.index(), end),
                commit,
                List.of(new Commit(end, BEGAN.plusSeconds(commit).toEpochMilli(), 1)),
                first
                        ? Optional.of(new IndexEnd(endOf(SEGMENTS - 1), sumAt(name.index() - 1, endOf(SEGMENTS - 1))))
                        : Optional.empty(),
                Optional.empty());
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            ByteBuffer object = EncodedSegment.of(encoder, stamp, ByteBuffer.allocate((int) stamp.contentBytes()));
            byte[] bytes = new byte[object.remaining()];
            object.get(bytes);
            return bytes;
        }
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) {
        listings++;
        HexFormat hex = HexFormat.of();
        String folder = SegmentName.folder(GENERATION);
        visitor.accept(new StoredObject(new SnapshotName(GENERATION, 0).key(), 1, BEGAN));
        for (int index = 0; index < INDEXES; index++) {
            for (int place = 0; place < SEGMENTS; place++) {
                // As SegmentName's key, which takes ten times as long.
                String key = folder + hex.toHexDigits(index) + "_" + hex.toHexDigits((int) startOf(place)) + ".wal.lz4";
                visitor.accept(new StoredObject(key, 20_000, BEGAN));
            }
        }
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        ranges++;
        if (key.contains("/snapshots/")) {
            return snapshot.readRange(key, offsetBytes, lengthBytes);
        }
        try {
            byte[] object = segment((SegmentName) ObjectName.parse(key).orElseThrow());
            int from = (int) Math.min(offsetBytes, object.length);
            return Arrays.copyOfRange(object, from, Math.min(object.length, from + lengthBytes));
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, key, e);
        }
    }

    @Override
    public InputStream read(String key) {
        throw new UnsupportedOperationException("a plan fetches no object");
    }

    @Override
    public List<String> listFolders(String prefix) {
        throw new UnsupportedOperationException("a plan needs one listing");
    }

    @Override
    public PutResult create(String key, ByteBuffer content) {
        throw new UnsupportedOperationException("a restore writes nothing");
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) {
        throw new UnsupportedOperationException("a restore writes nothing");
    }

    @Override
    public void delete(Collection<String> keys) {
        throw new UnsupportedOperationException("a restore deletes nothing");
    }

    @Override
    public String toString() {
        return "a million objects";
    }

    @Override
    public void close() {}
}
