package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations as Litestream writes them: exact to the object, and refused where nothing is certain. */
class UnstampedHistoryTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final String GENERATION = "generations/00000000000000aa/";

    @TempDir
    private Path directory;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private RecordedDatabase database;

    @SuppressWarnings("NullAway.Init")
    private TestReplica replica;

    @BeforeEach
    void store() throws Exception {
        database = RecordedDatabase.usual(directory, 512);
        replica = new TestReplica(storage, "00000000000000aa", database, BEGAN)
                .unstamped(commit -> commit == 0 || commit == 11);
    }

    private Point point(int commit) {
        return replica.points().get(commit);
    }

    private static String segment(int index, long offset) {
        return GENERATION + "wal/" + String.format("%08x_%08x.wal.lz4", index, offset);
    }

    private byte[] restore(Target target) throws Exception {
        Path output = directory.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, output).withTarget(target));
        byte[] restored = Files.readAllBytes(output);
        Files.delete(output);
        return restored;
    }

    @Test
    void restore_ofLatest_isTheLastCommit() throws Exception {
        assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
    }

    @Test
    void restore_atATimeInALaterIndexThanTheSnapshots_isExactToTheObject() throws Exception {
        for (Point point : replica.points()) {
            boolean certain = point.position().index() >= 1
                    && point.commit() != replica.last().commit();
            if (certain) {
                assertThat(restore(new Target.AtTime(point.time().plusMillis(999))))
                        .as("%s", point)
                        .isEqualTo(point.state());
            }
        }
    }

    @Test
    void restore_atATimeInTheFirstSnapshotsIndex_isRefusedAndNamesTheRange() {
        assertThatThrownBy(() -> restore(new Target.AtTime(point(4).time())))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining(
                        "from " + point(10).time() + " to " + replica.last().time());
    }

    @Test
    void restore_atACommitNumber_isRefused() {
        assertThatThrownBy(() -> restore(new Target.AtCommit(3)))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("no commit numbers");
    }

    @Test
    void restore_whereAnEarlySegmentHasALateTime_passesItOver() throws Exception {
        String early = segment(0, point(2).position().offsetBytes());
        storage.put(early, storage.get(early), BEGAN.plusSeconds(86_400));
        assertThat(restore(new Target.AtTime(point(14).time())))
                .isEqualTo(point(14).state());
    }

    @Test
    void restore_whereTheEndIsAnUnfinishedTransaction_isTheLastCommitBeforeIt() throws Exception {
        byte[] wal = database.cycles().get(3).wal();
        int start = (int) point((int) replica.last().commit() - 1).position().offsetBytes();
        byte[] unfinished =
                Arrays.copyOfRange(wal, start, wal.length - database.pageSize().frameBytes());
        storage.put(
                segment(3, start), TestReplica.lz4(unfinished), replica.last().time());
        assertThat(restore(new Target.Latest()))
                .isEqualTo(point((int) replica.last().commit() - 1).state());
    }

    @Test
    void restore_whereAnUnfinishedTransactionIsFollowedByAnotherIndex_isRefused() {
        byte[] wal = database.cycles().get(1).wal();
        int start = (int) point(11).position().offsetBytes();
        int end = (int) point(12).position().offsetBytes() - database.pageSize().frameBytes();
        assertThat(end).isGreaterThan(start);
        storage.delete(List.of(segment(1, point(12).position().offsetBytes())));
        storage.put(
                segment(1, start),
                TestReplica.lz4(Arrays.copyOfRange(wal, start, end)),
                point(12).time());
        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(segment(2, 0))
                .hasMessageContaining("cut off");
    }

    @Test
    void restore_whereTheNewestIndexIsOnlyAHeader_isTheLastCommitBeforeIt() throws Exception {
        byte[] header = Arrays.copyOf(database.cycles().get(0).wal(), 32);
        storage.put(
                segment(4, 0), TestReplica.lz4(header), replica.last().time().plusSeconds(1));
        assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
        storage.put(
                segment(4, 0),
                TestReplica.lz4(new byte[0]),
                replica.last().time().plusSeconds(1));
        assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
    }

    @Test
    void restore_whereASegmentWithinAnIndexIsMissing_isRefused() {
        List<Point> points = replica.points();
        for (int i = 12; i < points.size(); i++) {
            Point before = points.get(i - 1);
            boolean within =
                    before.position().index() == points.get(i).position().index();
            boolean lastOfIndex = i + 1 == points.size()
                    || points.get(i + 1).position().index()
                            != points.get(i).position().index();
            if (within && !lastOfIndex) {
                String key =
                        segment(before.position().index(), before.position().offsetBytes());
                byte[] bytes = storage.get(key);
                storage.delete(List.of(key));
                assertThatThrownBy(() -> restore(new Target.Latest()))
                        .isInstanceOf(DamagedReplicaException.class)
                        .hasMessageContaining(key);
                storage.put(key, bytes, points.get(i).time());
            }
        }
    }

    @Test
    void restore_whereAWholeIndexIsMissing_isRefused() {
        storage.delete(List.of(segment(2, 0)));
        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(segment(2, 0));
    }

    @Test
    void restore_ofASnapshotWithoutSegments_isThatSnapshotAndAWarning() throws Exception {
        storage.keys().stream().filter(key -> key.contains("/wal/")).forEach(key -> storage.delete(List.of(key)));
        Path output = directory.resolve("restored.db");
        RestoreResult result = new Restorer().restore(RestoreRequest.latest(storage, output));
        assertThat(Files.readAllBytes(output)).isEqualTo(point(11).state());
        assertThat(result.warnings()).singleElement().asString().contains("check the restored database");
    }

    @Test
    void restore_whereTheSnapshotIsNewerThanAllSegments_takesTheProvenChainAndSaysSo() throws Exception {
        Instant later = replica.last().time().plusSeconds(5);
        storage.put(GENERATION + "snapshots/00000004.snapshot.lz4", TestReplica.lz4(new byte[512]), later);
        RestorePlan plan = new Restorer().plan(RestoreRequest.latest(storage, directory.resolve("restored.db")));
        assertThat(plan.target().position()).isEqualTo(replica.last().position());
        assertThat(plan.warnings())
                .anySatisfy(warning -> assertThat(warning).contains("00000004.snapshot.lz4"))
                .anySatisfy(warning -> assertThat(warning).contains("no stamps"));
    }

    @Test
    void restore_ofAStampedSegmentAmongUnstamped_isRefused() throws Exception {
        MemoryStorage stamped = new MemoryStorage();
        new TestReplica(stamped, "00000000000000aa", database, BEGAN).segmentPerCommit();
        String key = segment(2, 0);
        storage.put(key, stamped.get(key), point(14).time());
        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
    }

    /** Only SQLite's check can find this out, and only sometimes. It must not pass without a word. */
    @Test
    void restore_whereTheEndOfAnIndexIsMissing_warnsThatNothingProvesIt() throws Exception {
        storage.delete(List.of(segment(1, point(12).position().offsetBytes())));
        RestorePlan plan = new Restorer().plan(RestoreRequest.latest(storage, directory.resolve("restored.db")));
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("no stamps")
                .contains("check the restored");
    }

    @Test
    void plan_whoseLastSegmentIsStamped_isRefused() throws Exception {
        MemoryStorage stamped = new MemoryStorage();
        new TestReplica(stamped, "00000000000000aa", database, BEGAN).segmentPerCommit();
        String key =
                segment(3, point((int) replica.last().commit() - 1).position().offsetBytes());
        storage.put(key, stamped.get(key), replica.last().time());
        RestoreRequest request = RestoreRequest.latest(storage, directory.resolve("restored.db"));

        assertThatThrownBy(() -> new Restorer().plan(request))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(key, "none, as its generation");
    }

    /** Whole as LZ4 sees it, and in the midst of the chain, where nobody looks before the replay. */
    @Test
    void restore_whereASegmentEndsWithinAFrame_namesIt() {
        int start = (int) point(14).position().offsetBytes();
        byte[] wal = database.cycles().get(3).wal();
        int end = (int) point(15).position().offsetBytes();
        assertThat(point(15).position().index()).isEqualTo(3);
        assertThat(start).isPositive();
        storage.put(
                segment(3, 0),
                TestReplica.lz4(Arrays.copyOf(wal, end - 10)),
                point(15).time());

        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(segment(3, 0), "frame at");
    }

    /** A copy sets times anew: what says that it is younger than the target may show what came after it. */
    @Test
    void plan_whereASnapshotHasALateTime_takesAnEarlierOne() throws Exception {
        String late = GENERATION + "snapshots/00000001.snapshot.lz4";
        Target target = new Target.AtTime(point(14).time());
        RestoreRequest request =
                RestoreRequest.latest(storage, directory.resolve("restored.db")).withTarget(target);
        assertThat(new Restorer().plan(request).snapshot().name().key()).isEqualTo(late);

        storage.put(late, storage.get(late), BEGAN.plusSeconds(86_400));

        assertThat(new Restorer().plan(request).snapshot().name().index()).isZero();
        assertThat(restore(target)).isEqualTo(point(14).state());
    }

    /** By names and lengths: what was asked for goes on behind what is there, and what is behind that does not. */
    @Test
    void plan_whereTheNextSegmentIsMissing_namesIt() {
        String key = segment(1, point(11).position().offsetBytes());
        storage.delete(List.of(key));
        RestoreRequest request = RestoreRequest.latest(storage, directory.resolve("restored.db"))
                .withTarget(new Target.AtTime(point(11).time()));

        assertThatThrownBy(() -> new Restorer().plan(request))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(key, "missing");
    }

    @Test
    void plan_ofASnapshotAlone_isForTimesFromItsOwnOn() throws Exception {
        storage.keys().stream().filter(key -> key.contains("/wal/")).forEach(key -> storage.delete(List.of(key)));
        expectTheNewestSnapshotFromItsTimeOn();
    }

    @Test
    void plan_whereNoSegmentHoldsACommit_isForTimesFromTheNewestSnapshotOn() throws Exception {
        storage.keys().stream().filter(key -> key.contains("/wal/")).forEach(key -> storage.delete(List.of(key)));
        byte[] header = Arrays.copyOf(database.cycles().get(0).wal(), 32);
        storage.put(segment(0, 0), TestReplica.lz4(header), point(0).time().plusSeconds(1));
        expectTheNewestSnapshotFromItsTimeOn();
    }

    private void expectTheNewestSnapshotFromItsTimeOn() throws Exception {
        RestoreRequest request =
                RestoreRequest.latest(storage, directory.resolve("restored.db")).withGeneration(replica.generation());
        Instant taken = point(11).time();

        assertThat(new Restorer()
                        .plan(request.withTarget(new Target.AtTime(taken)))
                        .snapshot()
                        .name()
                        .index())
                .isEqualTo(1);
        assertThatThrownBy(() -> new Restorer().plan(request.withTarget(new Target.AtTime(taken.minusMillis(1)))))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("no snapshot is certain to be older");
    }

    @Test
    void plan_withinTheGenerationAndBeforeAllSegments_isRefused() {
        GenerationId within = replica.generation();
        RestoreRequest request = RestoreRequest.latest(storage, directory.resolve("restored.db"))
                .withGeneration(within)
                .withTarget(new Target.AtTime(BEGAN));

        assertThatThrownBy(() -> new Restorer().plan(request))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("no snapshot is certain to be older");
    }

    @Test
    void restore_whereTheBeginningOfTheLastIndexIsMissing_namesIt() {
        storage.delete(List.of(segment(3, 0)));
        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(segment(3, 0));
    }

    @Test
    void restore_beforeAnySegment_isRefusedAndNamesTheRange() {
        assertThatThrownBy(() -> restore(new Target.AtTime(BEGAN.minusSeconds(1))))
                .isInstanceOf(NothingToRestoreException.class);
        storage.keys().stream().filter(key -> key.contains("/wal/")).forEach(key -> storage.delete(List.of(key)));
        assertThatThrownBy(() -> restore(new Target.AtTime(BEGAN.minusSeconds(1))))
                .isInstanceOf(NothingToRestoreException.class);
    }

    /** Nothing is committed yet, so the snapshot is all there is; and before its end, nobody can tell. */
    @Test
    void restore_whereNoSegmentHoldsACommit_isTheSnapshotAndAWarning() throws Exception {
        MemoryStorage young = new MemoryStorage();
        Point large = replica.points().stream()
                .filter(point -> point.commit() > 1 && framesBehind(point) > 3)
                .findFirst()
                .orElseThrow();
        Point before = point((int) large.commit() - 1);
        byte[] wal = database.cycles().get(large.position().index()).wal();
        int frame = database.pageSize().frameBytes();
        ByteBuffer salted = ByteBuffer.wrap(wal);
        assertThat(salted.getInt(16)).isEqualTo(salted.getInt(32 + 8));
        byte[] header = Arrays.copyOf(wal, 32);
        int start = (int) Math.max(32, before.position().offsetBytes());
        young.put(GENERATION + "snapshots/00000000.snapshot.lz4", TestReplica.lz4(before.state()), BEGAN);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(header);
        first.write(wal, start, frame);
        young.put(segment(0, 0), TestReplica.lz4(first.toByteArray()), BEGAN.plusSeconds(1));
        young.put(
                segment(0, 32 + frame),
                TestReplica.lz4(Arrays.copyOfRange(wal, start + frame, start + 2 * frame)),
                BEGAN.plusSeconds(2));
        Path output = directory.resolve("restored.db");

        RestoreResult result = new Restorer().restore(RestoreRequest.latest(young, output));

        assertThat(Files.readAllBytes(output)).isEqualTo(before.state());
        assertThat(result.warnings()).singleElement().asString().contains("no commit behind it");
        assertThatThrownBy(() -> new Restorer()
                        .plan(RestoreRequest.latest(young, output)
                                .withTarget(new Target.AtTime(BEGAN.plusMillis(1_500)))))
                .isInstanceOf(NothingToRestoreException.class);
    }

    private long framesBehind(Point point) {
        Point before = point((int) point.commit() - 1);
        boolean sameIndex = before.position().index() == point.position().index();
        long from = sameIndex ? before.position().offsetBytes() : 32;
        return (point.position().offsetBytes() - from) / database.pageSize().frameBytes();
    }
}
