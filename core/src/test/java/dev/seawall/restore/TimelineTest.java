package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StoredObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant AGAIN = BEGAN.plusSeconds(3600);

    @TempDir
    private Path directory;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TestReplica first;

    @SuppressWarnings("NullAway.Init")
    private TestReplica second;

    @BeforeEach
    void store() throws Exception {
        RecordedDatabase database = RecordedDatabase.usual(directory, 512);
        first = new TestReplica(storage, "ffffffffffffffff", database, BEGAN)
                .snapshotsAt(commit -> commit == 3)
                .segmentsCutAtRandom(new Random(5));
        second = new TestReplica(storage, "0000000000000001", database, AGAIN)
                .following(first.generation(), "lost_hold")
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
    }

    @Test
    void spans_ofTwoGenerations_comeInOrderWithTheirEndsAndReasons() throws Exception {
        Timeline timeline = Timeline.open(storage);
        List<Timeline.Span> spans = timeline.spans();
        assertThat(spans)
                .extracting(Timeline.Span::generation)
                .containsExactly(first.generation(), second.generation());
        Timeline.Range range = spans.get(0).range().orElseThrow();
        assertThat(range.first().commit()).hasValue(3);
        assertThat(range.last().commit()).hasValue(first.last().commit());
        assertThat(spans.get(1).predecessor().orElseThrow().reason()).isEqualTo("lost_hold");
        assertThat(Timeline.gaps(spans))
                .containsExactly(new Timeline.Gap(
                        first.generation(), second.generation(), first.last().time(), AGAIN));
    }

    /** As retention does: after the listing, and before what was listed is read. */
    @Test
    void look_whileRetentionDeletes_listsAgain() throws Exception {
        List<String> doomed = new ArrayList<>();
        storage.list("generations/" + first.generation() + "/", "", object -> doomed.add(object.key()));
        Storage deleting = new ForwardingStorage(storage) {
            @Override
            public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
                storage.delete(doomed);
                return super.readRange(key, offsetBytes, lengthBytes);
            }
        };

        assertThat(Timeline.look(deleting, Timeline::spans))
                .extracting(Timeline.Span::generation)
                .containsExactly(second.generation());
    }

    @Test
    void look_whereWhatIsListedIsNeverThere_failsInTheEnd() {
        AtomicInteger listings = new AtomicInteger();
        Storage lying = new ForwardingStorage(storage) {
            @Override
            public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
                listings.incrementAndGet();
                super.list(prefix, startAfter, visitor);
            }

            @Override
            public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
                throw new StorageException(Kind.NOT_FOUND, key + " is gone", null);
            }
        };

        assertThatThrownBy(() -> Timeline.look(lying, Timeline::spans)).hasMessageContaining("is gone");
        assertThat(listings).hasValueBetween(2, 10);
    }

    @Test
    void spans_ofAGenerationWithoutSnapshot_haveNoRange() throws Exception {
        storage.delete(List.of("generations/0000000000000001/snapshots/00000000.snapshot.lz4"));
        List<Timeline.Span> spans = Timeline.open(storage).spans();
        assertThat(spans.get(1).generation()).isEqualTo(second.generation());
        assertThat(spans.get(1).range()).isEmpty();
        assertThat(spans.get(1).began())
                .as("when its first commit was seen")
                .isEqualTo(second.points().get(1).time());
        assertThat(Timeline.gaps(spans)).isEmpty();
    }

    @Test
    void points_fromTheFirstSnapshotOn_areAllCommits() throws Exception {
        List<RestorePoint> points = Timeline.open(storage).points(first.generation(), Instant.EPOCH, Integer.MAX_VALUE);
        List<Point> expected = first.points().subList(3, first.points().size());
        assertThat(points).extracting(RestorePoint::position).isEqualTo(positions(expected));
        assertThat(points)
                .extracting(RestorePoint::time)
                .isEqualTo(expected.stream().map(Point::time).toList());
    }

    @Test
    void points_sinceATime_beginThereAndEndAtTheLimit() throws Exception {
        for (Point point : first.points().subList(4, first.points().size() - 2)) {
            int from = (int) point.commit();
            List<RestorePoint> points = Timeline.open(storage)
                    .points(first.generation(), point.time().minusMillis(1), 2);
            assertThat(points)
                    .extracting(RestorePoint::position)
                    .isEqualTo(positions(first.points().subList(from, from + 2)));
        }
    }

    @Test
    void points_ofAShortList_readFewStamps() throws Exception {
        Timeline timeline = Timeline.open(storage);
        int before = storage.reads();
        timeline.points(second.generation(), second.points().get(9).time(), 2);
        assertThat(storage.reads() - before).isLessThan(10);
    }

    @Test
    void points_acrossAHole_areAnError() throws Exception {
        Point before = second.points().get(15);
        String key = "generations/0000000000000001/wal/"
                + String.format("%08x_%08x.wal.lz4", 3, before.position().offsetBytes());
        storage.delete(List.of(key));
        Timeline timeline = Timeline.open(storage);
        assertThatThrownBy(() -> timeline.points(second.generation(), Instant.EPOCH, 100))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
    }

    /** Catalogue T28. */
    @Test
    void points_behindAHole_areThoseFromTheNextSnapshotOn() throws Exception {
        second.snapshotsAt(commit -> commit == 12 || commit == 14);
        String hole = "generations/0000000000000001/wal/"
                + String.format(
                        "%08x_%08x.wal.lz4",
                        0, second.points().get(5).position().offsetBytes());
        storage.delete(List.of(hole));
        List<String> holes = new ArrayList<>();
        List<RestorePoint> points = Timeline.open(storage)
                .points(second.generation(), Instant.EPOCH, Integer.MAX_VALUE, found -> holes.add(found.key()));
        List<Point> all = second.points();
        List<Point> expected = new ArrayList<>(all.subList(0, 6));
        expected.addAll(all.subList(12, all.size()));
        assertThat(points).extracting(RestorePoint::position).isEqualTo(positions(expected));
        assertThat(holes).containsExactly(hole);
        for (RestorePoint point : points) {
            assertThat(new RestorePlanner(storage)
                            .plan(new Target.AtCommit(point.commit().orElseThrow()), Optional.of(second.generation()))
                            .target())
                    .isEqualTo(point);
        }
    }

    /** What is lacking begins where the segments end, or where the index does that restoring from the snapshot needs. */
    @Test
    void points_upToASnapshotThatNoSegmentLeadsTo_nameWhereTheSegmentsEnd() throws Exception {
        second.snapshotsAt(commit -> commit == 12 || commit == 14);
        String end = segment(1, second.points().get(11).position().offsetBytes());
        storage.delete(
                segments().stream().filter(key -> key.compareTo(end) >= 0).toList());

        assertThat(holes()).containsExactly(end, end);

        storage.delete(segments().stream()
                .filter(key -> key.compareTo(segment(1, 0)) >= 0)
                .toList());
        assertThat(holes())
                .containsExactly(segment(0, second.points().get(9).position().offsetBytes()), segment(1, 0));
    }

    private List<String> segments() {
        return storage.keys().stream()
                .filter(key -> key.contains("0000000000000001/wal/"))
                .toList();
    }

    private static String segment(int index, long offset) {
        return "generations/0000000000000001/wal/" + String.format("%08x_%08x.wal.lz4", index, offset);
    }

    private List<String> holes() throws Exception {
        List<String> holes = new ArrayList<>();
        Timeline.open(storage)
                .points(second.generation(), Instant.EPOCH, Integer.MAX_VALUE, found -> holes.add(found.key()));
        return holes;
    }

    @Test
    void points_whereAllSegmentsAreGone_areTheSnapshots() throws Exception {
        second.snapshotsAt(commit -> commit == 12 || commit == 14);
        storage.delete(storage.keys().stream()
                .filter(key -> key.contains("0000000000000001/wal/"))
                .toList());
        List<String> holes = new ArrayList<>();
        List<RestorePoint> points = Timeline.open(storage)
                .points(second.generation(), Instant.EPOCH, Integer.MAX_VALUE, found -> holes.add(found.key()));
        assertThat(points).extracting(point -> point.commit().orElseThrow()).containsExactly(0L, 12L, 14L);
        assertThat(holes).hasSize(2);
    }

    @Test
    void points_ofAnUnstampedGeneration_areThoseOfItsObjectsThatAreCertain() throws Exception {
        MemoryStorage litestream = new MemoryStorage();
        TestReplica replica = new TestReplica(
                        litestream, "00000000000000aa", RecordedDatabase.usual(directory, 512), BEGAN)
                .unstamped(commit -> commit == 0);
        List<RestorePoint> points = Timeline.open(litestream)
                .points(replica.generation(), replica.points().get(12).time(), 3);
        assertThat(points)
                .extracting(RestorePoint::time)
                .isEqualTo(replica.points().subList(12, 15).stream()
                        .map(Point::time)
                        .toList());
    }

    @Test
    void points_ofAnUnknownGeneration_areAnError() throws Exception {
        Timeline timeline = Timeline.open(storage);
        assertThatThrownBy(() -> timeline.points(GenerationId.ofBits(5), Instant.EPOCH, 1))
                .isInstanceOf(NothingToRestoreException.class);
    }

    private static List<?> positions(List<Point> points) {
        return points.stream().map(Point::position).toList();
    }

    /** What is shown can be planned, whatever is missing; and where points are missing, it is said. Catalogue T28. */
    @Test
    void points_whateverIsMissing_canAllBePlanned() throws Exception {
        second.snapshotsAt(commit -> commit == 12 || commit == 14);
        List<String> keys = storage.keys().stream()
                .filter(key -> key.contains(second.generation().text()))
                .toList();
        List<String> segments =
                keys.stream().filter(key -> key.contains("/wal/")).toList();
        for (int from = 0; from < segments.size(); from++) {
            for (int to : new int[] {from + 1, from + 3, segments.size()}) {
                MemoryStorage damaged = storage.copy();
                damaged.delete(segments.subList(from, Math.min(to, segments.size())));
                List<String> holes = new ArrayList<>();
                List<RestorePoint> points = Timeline.open(damaged)
                        .points(second.generation(), Instant.EPOCH, Integer.MAX_VALUE, found -> holes.add(found.key()));
                for (RestorePoint point : points) {
                    RestorePlan plan = new RestorePlanner(damaged)
                            .plan(new Target.AtCommit(point.commit().orElseThrow()), Optional.of(second.generation()));
                    assertThat(plan.target()).isEqualTo(point);
                }
                Position begin =
                        ((SegmentName) ObjectName.parse(segments.get(from)).orElseThrow()).start();
                Position told = second.points().get(14).position();
                // Nothing that is left tells of what came after the newest snapshot.
                boolean onlyTheEnd = to >= segments.size() && Adjacency.ORDER.compare(begin, told) >= 0;
                assertThat(points)
                        .hasSizeGreaterThanOrEqualTo(3)
                        .hasSizeLessThan(second.points().size());
                assertThat(holes.isEmpty()).as("%d to %d: %s", from, to, holes).isEqualTo(onlyTheEnd);
                assertThat(Timeline.open(damaged).points(second.generation(), Instant.EPOCH, 2, found -> {}))
                        .isEqualTo(points.subList(0, 2));
            }
        }
    }

    @Test
    void points_ofAGenerationWithoutASnapshot_areAnError() throws Exception {
        storage.delete(List.of("generations/0000000000000001/snapshots/00000000.snapshot.lz4"));
        Timeline timeline = Timeline.open(storage);
        assertThatThrownBy(() -> timeline.points(second.generation(), Instant.EPOCH, 1))
                .isInstanceOf(NothingToRestoreException.class);
    }
}
