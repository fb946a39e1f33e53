package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.Commit;
import dev.seawall.replica.EncodedSegment;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Position;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongPredicate;
import net.jpountz.lz4.LZ4FrameOutputStream;

/**
 * Puts a recorded database into a storage as one generation. Commit n is seen n seconds after the generation began, at
 * commit 0.
 */
public final class TestReplica {
    /** A commit of the generation, and what the database file must be after it. */
    public static final class Point {
        private final long commit;
        private final Position position;
        private final Instant time;
        private final byte[] state;

        Point(long commit, Position position, Instant time, byte[] state) {
            this.commit = commit;
            this.position = position;
            this.time = time;
            this.state = state;
        }

        public long commit() {
            return commit;
        }

        Position position() {
            return position;
        }

        public Instant time() {
            return time;
        }

        public byte[] state() {
            return state;
        }

        @Override
        public String toString() {
            return "commit " + commit + " at " + position;
        }
    }

    private final MemoryStorage storage;
    private final GenerationId generation;
    private final RecordedDatabase database;
    private final PageSize pageSize;
    private final List<Point> points = new ArrayList<>();
    private Optional<Predecessor> predecessor = Optional.empty();

    public TestReplica(MemoryStorage storage, String generation, RecordedDatabase database, Instant began)
            throws Exception {
        this.storage = storage;
        this.generation = new GenerationId(generation);
        this.database = database;
        this.pageSize = database.pageSize();
        points.add(new Point(0, position(0, 0), began, database.cycles().get(0).base()));
        for (int cycle = 0; cycle < database.cycles().size(); cycle++) {
            byte[] wal = database.cycles().get(cycle).wal();
            for (long end : commitEnds(wal)) {
                points.add(new Point(
                        points.size(),
                        position(cycle, end),
                        began.plusSeconds(points.size()),
                        database.stateAt(cycle, end)));
            }
        }
    }

    public GenerationId generation() {
        return generation;
    }

    /** All commits, from the generation's beginning as number 0. */
    public List<Point> points() {
        return points;
    }

    public Point last() {
        return points.get(points.size() - 1);
    }

    public TestReplica following(GenerationId before, String reason) {
        predecessor = Optional.of(new Predecessor(Optional.of(before), reason));
        return this;
    }

    /** Stores a snapshot for each commit chosen; 0 is the generation's beginning. */
    public TestReplica snapshotsAt(LongPredicate commits) {
        for (Point point : points) {
            if (commits.test(point.commit())) {
                SnapshotStamp stamp = new SnapshotStamp(
                        point.position(),
                        point.commit(),
                        point.time().toEpochMilli(),
                        pageSize,
                        point.state().length / pageSize.bytes(),
                        predecessor);
                try (SnapshotWriter writer = new SnapshotWriter(storage, stamp)) {
                    writer.write(point.state(), 0, point.state().length);
                    assertThat(writer.complete()).isEqualTo(PutResult.CREATED);
                } catch (StorageException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return this;
    }

    /** Stores a segment for each commit. */
    public TestReplica segmentPerCommit() {
        for (int cycle = 0; cycle < database.cycles().size(); cycle++) {
            byte[] wal = database.cycles().get(cycle).wal();
            List<Long> cuts = commitEnds(wal);
            if (cuts.isEmpty() || cuts.get(cuts.size() - 1) != wal.length) {
                cuts.add((long) wal.length);
            }
            store(cycle, cuts);
        }
        return this;
    }

    /** Stores segments that end anywhere between frames, now and then right behind the header. */
    TestReplica segmentsCutAtRandom(Random random) {
        for (int cycle = 0; cycle < database.cycles().size(); cycle++) {
            int length = database.cycles().get(cycle).wal().length;
            List<Long> cuts = new ArrayList<>();
            for (long end = WalHeader.BYTES; end < length; end += pageSize.frameBytes()) {
                if (random.nextInt(3) == 0) {
                    cuts.add(end);
                }
            }
            cuts.add((long) length);
            store(cycle, cuts);
        }
        return this;
    }

    private void store(int cycle, List<Long> cuts) {
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            long start = 0;
            for (long end : cuts) {
                byte[] wal = database.cycles().get(cycle).wal();
                ByteBuffer content = ByteBuffer.wrap(wal, (int) start, (int) (end - start));
                SegmentStamp stamp = stamp(cycle, start, end);
                storage.create(stamp.name().key(), EncodedSegment.of(encoder, stamp, content));
                start = end;
            }
        }
    }

    SegmentStamp stamp(int cycle, long start, long end) {
        List<Commit> commits = new ArrayList<>();
        long next = 1;
        for (Point point : points) {
            Position at = point.position();
            if (point.commit() > 0 && (at.index() < cycle || (at.index() == cycle && at.offsetBytes() <= start))) {
                next = point.commit() + 1;
            } else if (at.index() == cycle && at.offsetBytes() > start && at.offsetBytes() <= end) {
                commits.add(new Commit(
                        at.offsetBytes(), point.time().toEpochMilli(), point.state().length / pageSize.bytes()));
            }
        }
        byte[] wal = database.cycles().get(cycle).wal();
        FrameHeader first = FrameHeader.read(ByteBuffer.wrap(wal), WalHeader.BYTES);
        return new SegmentStamp(
                position(cycle, start),
                end,
                pageSize,
                first.salt(),
                start == 0 ? Checksum.SEED : checksumAt(wal, start),
                checksumAt(wal, end),
                next,
                commits,
                start == 0 && cycle > 0 ? Optional.of(endOf(cycle - 1)) : Optional.empty(),
                start == 0 && cycle == 0 ? predecessor : Optional.empty());
    }

    private IndexEnd endOf(int cycle) {
        byte[] wal = database.cycles().get(cycle).wal();
        return new IndexEnd(wal.length, checksumAt(wal, wal.length));
    }

    private Checksum checksumAt(byte[] wal, long offset) {
        ByteBuffer view = ByteBuffer.wrap(wal);
        int at = (int) offset == WalHeader.BYTES ? 24 : (int) offset - pageSize.frameBytes() + 16;
        return new Checksum(view.getInt(at), view.getInt(at + 4));
    }

    /** Stores everything as Litestream would: no stamps, a segment per commit, times on the objects. */
    public TestReplica unstamped(LongPredicate snapshots) {
        for (Point point : points) {
            Position at = point.position();
            if (snapshots.test(point.commit())) {
                String key = new SnapshotName(generation, at.index()).key();
                storage.put(key, lz4(point.state()), point.time());
            }
            if (point.commit() > 0) {
                Point before = points.get((int) point.commit() - 1);
                long start = before.position().index() == at.index()
                        ? before.position().offsetBytes()
                        : 0;
                byte[] wal = database.cycles().get(at.index()).wal();
                storage.put(
                        new SegmentName(generation, at.index(), start).key(),
                        lz4(Arrays.copyOfRange(wal, (int) start, (int) at.offsetBytes())),
                        point.time());
            }
        }
        return this;
    }

    static byte[] lz4(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream lz4 = new LZ4FrameOutputStream(out)) {
            lz4.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private Position position(int index, long offset) {
        return new Position(generation, index, offset);
    }

    private List<Long> commitEnds(byte[] wal) {
        List<Long> ends = new ArrayList<>();
        ByteBuffer view = ByteBuffer.wrap(wal);
        for (int at = WalHeader.BYTES; at < wal.length; at += pageSize.frameBytes()) {
            if (FrameHeader.read(view, at).isCommit()) {
                ends.add((long) at + pageSize.frameBytes());
            }
        }
        return ends;
    }
}
