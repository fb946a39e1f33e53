package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestorePlannerTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final String FIRST = "ffffffffffffffff";
    private static final String SECOND = "0000000000000001";

    @TempDir
    private Path directory;

    private final MemoryStorage storage = new MemoryStorage();
    private final RestorePlanner planner = new RestorePlanner(storage);

    @SuppressWarnings("NullAway.Init")
    private RecordedDatabase database;

    @BeforeEach
    void record() throws Exception {
        database = RecordedDatabase.usual(directory, 512);
    }

    private TestReplica store(String generation, Instant began) throws Exception {
        return new TestReplica(storage, generation, database, began);
    }

    private RestorePlan plan(Target target) throws Exception {
        return planner.plan(target, Optional.empty());
    }

    @Test
    void plan_ofAnEmptyReplica_saysSo() {
        assertThatThrownBy(() -> plan(new Target.Latest()))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessage("memory holds no backup");
    }

    @Test
    void plan_withoutAnySnapshot_saysSo() throws Exception {
        store(FIRST, BEGAN).segmentPerCommit();
        assertThatThrownBy(() -> plan(new Target.Latest()))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("no complete snapshot");
    }

    /** Catalogue T32. */
    @Test
    void plan_atATimeBeforeTheFirstPoint_namesTheRange() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        assertThatThrownBy(() -> plan(new Target.AtTime(BEGAN.minusMillis(1))))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining(BEGAN.toString())
                .hasMessageContaining(replica.last().time().toString());
    }

    @Test
    void plan_atATimeAfterTheLastPoint_givesTheLatestAndSaysSo() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        RestorePlan plan = plan(new Target.AtTime(BEGAN.plusSeconds(86_400)));
        assertThat(plan.target().position()).isEqualTo(replica.last().position());
        assertThat(plan.warnings()).singleElement().asString().contains("after the last restore point");
    }

    @Test
    void plan_atTheLastPointsVeryTime_warnsOfNothing() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        assertThat(plan(new Target.AtTime(replica.last().time())).warnings()).isEmpty();
    }

    /** Catalogue T32. */
    @Test
    void plan_atACommitOutOfRange_namesTheRange() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 11).segmentPerCommit();
        long last = replica.last().commit();
        for (long commit : new long[] {0, 10, last + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> plan(new Target.AtCommit(commit)))
                    .isInstanceOf(NothingToRestoreException.class)
                    .hasMessageContaining("from 11 to " + last);
        }
    }

    @Test
    void plan_atASnapshotsOwnCommit_needsNoSegment() throws Exception {
        store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0 || commit == 11).segmentPerCommit();
        RestorePlan plan = plan(new Target.AtCommit(11));
        assertThat(plan.snapshot().name().index()).isEqualTo(1);
        assertThat(plan.segments()).isEmpty();
    }

    @Test
    void plan_ofASnapshotNewerThanTheTarget_takesTheOneBefore() throws Exception {
        store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0 || commit == 11).segmentPerCommit();
        RestorePlan plan = plan(new Target.AtCommit(10));
        assertThat(plan.snapshot().name().index()).isZero();
        assertThat(plan.segments()).hasSize(10);
    }

    @Test
    void plan_ofASnapshotBehindAllSegments_isThatSnapshot() throws Exception {
        TestReplica replica = store(FIRST, BEGAN);
        long last = replica.last().commit();
        replica.snapshotsAt(commit -> commit == 0 || commit == last);
        assertThat(plan(new Target.Latest()).target().commit()).hasValue(last);
        assertThat(plan(new Target.Latest()).segments()).isEmpty();
    }

    @Test
    void plan_amongTwoGenerations_takesTheFollowerWhateverItsNameAndClock() throws Exception {
        store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        // The clock was set back: only the predecessor tells which came later.
        store(SECOND, BEGAN.minusSeconds(3600))
                .following(new GenerationId(FIRST), "wal_changed_while_down")
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
        assertThat(plan(new Target.Latest()).generation()).isEqualTo(new GenerationId(SECOND));
    }

    /** Their own stamps say which: neither their names, nor the times of the objects, which are all the same here. */
    @ParameterizedTest
    @CsvSource({FIRST + "," + SECOND, SECOND + "," + FIRST})
    void plan_amongTwoGenerationsWithoutPredecessor_takesTheLaterOne(String later, String earlier) throws Exception {
        store(later, BEGAN.plusSeconds(3600)).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        store(earlier, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        assertThat(plan(new Target.Latest()).generation()).isEqualTo(new GenerationId(later));
    }

    /** Taken for one that never had stamps, it would be placed by its objects' times, behind what came before it. */
    @Test
    void plan_ofAGenerationWhoseFirstSnapshotLostItsStamp_namesThat() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        String snapshot = "generations/" + FIRST + "/snapshots/00000000.snapshot.lz4";
        byte[] bare = TestReplica.lz4(replica.points().get(0).state());
        storage.put(snapshot, bare, BEGAN);
        assertThatThrownBy(() -> plan(new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(snapshot, "stamp");

        MemoryStorage alone = new MemoryStorage();
        alone.put(snapshot, bare, BEGAN);
        assertThat(new RestorePlanner(alone)
                        .plan(new Target.Latest(), Optional.empty())
                        .snapshotStamp())
                .as("what nothing beside it contradicts")
                .isEmpty();
    }

    /** A copy of a replica that began as Litestream's: what is oldest has the newest times. */
    @Test
    void plan_ofACopyWhoseFirstObjectsRetentionDeleted_isStillTheFollower() throws Exception {
        TestReplica theirs = store(FIRST, BEGAN.minusSeconds(86_400)).unstamped(commit -> commit == 0);
        store(SECOND, BEGAN)
                .following(theirs.generation(), "first")
                .snapshotsAt(commit -> commit == 0 || commit == 11)
                .segmentPerCommit();
        storage.delete(storage.keys().stream()
                .filter(key -> key.matches("generations/" + SECOND + "/(snapshots|wal)/00000000.*"))
                .toList());
        copied(SECOND, BEGAN.plusSeconds(86_400));
        copied(FIRST, BEGAN.plusSeconds(86_401));

        assertThat(plan(new Target.Latest()).generation()).isEqualTo(new GenerationId(SECOND));
    }

    @Test
    void plan_ofACopyWhereNothingTellsWhatIsNewer_isRefusedAndOneMayBeNamed() throws Exception {
        store(FIRST, BEGAN.minusSeconds(86_400)).unstamped(commit -> commit == 0);
        GenerationId gone = new GenerationId("00000000000000aa");
        store(SECOND, BEGAN)
                .following(gone, "lost_hold")
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
        copied(SECOND, BEGAN.plusSeconds(86_400));
        copied(FIRST, BEGAN.plusSeconds(86_401));

        for (Target target : List.of(new Target.Latest(), new Target.AtTime(BEGAN.plusSeconds(90_000)))) {
            assertThatThrownBy(() -> plan(target))
                    .isInstanceOf(DamagedReplicaException.class)
                    .hasMessageContainingAll(FIRST, SECOND, "have the times of a copy");
        }
        for (String name : List.of(FIRST, SECOND)) {
            Optional<GenerationId> named = Optional.of(new GenerationId(name));
            assertThat(planner.plan(new Target.Latest(), named).generation()).isEqualTo(named.get());
        }
        Target before = new Target.AtTime(BEGAN.plusSeconds(5));
        assertThat(plan(before).generation()).isEqualTo(new GenerationId(SECOND));
    }

    /** Whoever goes back to Litestream has its generation behind ours. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plan_ofAnUnstampedGenerationBehindAStampedOne_isThatWhereObjectsHaveTheirTimes(boolean withSegments)
            throws Exception {
        TestReplica ours = store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0);
        if (withSegments) {
            ours.segmentPerCommit();
        }
        copied(FIRST, BEGAN.plusSeconds(1800));
        store(SECOND, BEGAN.plusSeconds(3600)).unstamped(commit -> commit == 0);

        assertThat(plan(new Target.Latest()).generation()).isEqualTo(new GenerationId(SECOND));
    }

    private void copied(String generation, Instant when) {
        storage.keys().stream()
                .filter(key -> key.contains(generation))
                .forEach(key -> storage.put(key, storage.get(key), when));
    }

    @Test
    void plan_atATimeInTheGapBetweenTwoGenerations_givesTheLastPointBeforeItAndNamesTheGap() throws Exception {
        TestReplica first =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        Instant again = BEGAN.plusSeconds(3600);
        store(SECOND, again)
                .following(new GenerationId(FIRST), "lost_hold")
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
        RestorePlan plan = plan(new Target.AtTime(again.minusMillis(1)));
        assertThat(plan.target().position()).isEqualTo(first.last().position());
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("from " + first.last().time() + " to " + again);
        assertThat(plan(new Target.AtTime(again)).generation()).isEqualTo(new GenerationId(SECOND));
        assertThat(plan(new Target.AtTime(first.last().time())).warnings()).isEmpty();
    }

    @Test
    void plan_ofANewerGenerationWithoutSnapshot_skipsItAndNamesIt() throws Exception {
        store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        store(SECOND, BEGAN.plusSeconds(3600))
                .following(new GenerationId(FIRST), "lost_hold")
                .segmentPerCommit();
        RestorePlan plan = plan(new Target.Latest());
        assertThat(plan.generation()).isEqualTo(new GenerationId(FIRST));
        assertThat(plan.warnings()).singleElement().asString().contains(SECOND).contains("skipped");
    }

    @Test
    void plan_withinOneGeneration_looksAtNoOther() throws Exception {
        store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        storage.put("generations/" + SECOND + "/wal/0_0.wal.lz4", new byte[0], BEGAN);
        RestorePlan plan = planner.plan(new Target.Latest(), Optional.of(new GenerationId(FIRST)));
        assertThat(plan.generation()).isEqualTo(new GenerationId(FIRST));
        assertThatThrownBy(() -> planner.plan(new Target.Latest(), Optional.of(GenerationId.ofBits(7))))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("no generation 0000000000000007");
    }

    @Test
    void plan_atATime_readsFewStampsOfMany() throws Exception {
        database = RecordedDatabase.run(
                directory, 512, List.of(List.of("CREATE TABLE t(x)"), inserts(60), inserts(60), inserts(60)));
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 0).segmentPerCommit();
        for (Point point : List.of(replica.points().get(3), replica.points().get(100), replica.last())) {
            int before = storage.reads();
            RestorePlan plan = plan(new Target.AtTime(point.time()));
            assertThat(plan.target().position()).isEqualTo(point.position());
            assertThat(storage.reads() - before).as("%s", point).isLessThan(24);
        }
    }

    private static List<String> inserts(int count) {
        return Collections.nCopies(count, "INSERT INTO t VALUES (1)");
    }

    @Test
    void plan_withinAGeneration_saysWhereTheTimeIsOutsideOfIt() throws Exception {
        TestReplica replica =
                store(FIRST, BEGAN).snapshotsAt(commit -> commit == 2).segmentPerCommit();
        Optional<GenerationId> within = Optional.of(replica.generation());
        Instant end = replica.last().time();
        assertThat(planner.plan(new Target.AtTime(end), within).warnings()).isEmpty();
        assertThat(planner.plan(new Target.AtTime(end.plusSeconds(1)), within).warnings())
                .singleElement()
                .asString()
                .contains("after the last restore point");
        assertThat(planner.plan(new Target.Latest(), within).target().time()).isEqualTo(end);
        assertThatThrownBy(() -> planner.plan(new Target.AtTime(BEGAN), within))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("begins at " + replica.points().get(2).time());
        assertThatThrownBy(() -> planner.plan(new Target.AtCommit(1), within))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("from 2 to");
    }
}
