package dev.seawall.replica;

import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts objects with true stamps and empty pages into a storage, where only names and times matter. */
public final class StampedObjects {
    private static final PageSize PAGE = new PageSize(512);

    private final MemoryStorage storage;
    private final GenerationId generation;

    public StampedObjects(MemoryStorage storage, GenerationId generation) {
        this.storage = storage;
        this.generation = generation;
    }

    /** A snapshot of one page; returns its key. */
    public String snapshot(int index, long timeMillis) throws Exception {
        SnapshotStamp stamp =
                new SnapshotStamp(new Position(generation, index, 0), 1, timeMillis, PAGE, 1, Optional.empty());
        try (SnapshotWriter writer = new SnapshotWriter(storage, stamp)) {
            writer.write(new byte[PAGE.bytes()], 0, PAGE.bytes());
            writer.complete();
        }
        return stamp.name().key();
    }

    /** A segment of one frame for each commit, or one frame without any; returns its key. */
    public String segment(int index, int startFrame, long... commitMillis) {
        int frames = Math.max(1, commitMillis.length);
        long start = startFrame == 0 ? 0 : PAGE.endOfFrame(startFrame);
        List<Commit> commits = IntStream.range(0, commitMillis.length)
                .mapToObj(i -> new Commit(PAGE.endOfFrame(startFrame + i + 1), commitMillis[i], 1))
                .toList();
        SegmentStamp stamp = new SegmentStamp(
                new Position(generation, index, start),
                PAGE.endOfFrame(startFrame + frames),
                PAGE,
                new Salt(1, 2),
                Checksum.SEED,
                new Checksum(3, 4),
                1,
                commits,
                startFrame == 0 && index > 0
                        ? Optional.of(new SegmentStamp.IndexEnd(PAGE.endOfFrame(1), Checksum.SEED))
                        : Optional.empty(),
                Optional.empty());
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            ByteBuffer object = EncodedSegment.of(encoder, stamp, ByteBuffer.allocate((int) stamp.contentBytes()));
            storage.create(stamp.name().key(), object);
        }
        return stamp.name().key();
    }

    /** Takes the stamp away from an object, as if Litestream had written it. */
    public void unstamp(String key) {
        byte[] whole = storage.get(key);
        int stamp = 8 + Integer.reverseBytes(ByteBuffer.wrap(whole).getInt(4));
        storage.put(key, Arrays.copyOfRange(whole, stamp, whole.length), storage.modified(key));
    }
}
