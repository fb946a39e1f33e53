package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.retention.Retention;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retention deletes while a restore runs: it plans again, and if that does not help it says why. Catalogue T29. */
class RetentionMeanwhileTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final String GENERATION = "generations/00000000000000aa/";

    @TempDir
    private Path directory;

    @TempDir
    private Path recording;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TestReplica replica;

    @BeforeEach
    void store() throws Exception {
        replica = new TestReplica(storage, "00000000000000aa", RecordedDatabase.usual(recording, 512), BEGAN)
                .snapshotsAt(commit -> commit == 0)
                .segmentsCutAtRandom(new Random(9));
    }

    private byte[] restore(Target target) throws Exception {
        Path output = directory.resolve("app.db");
        new Restorer(attempt -> {}, 0)
                .restore(RestoreRequest.latest(storage, output).withTarget(target));
        byte[] restored = Files.readAllBytes(output);
        Files.delete(output);
        return restored;
    }

    /** A newer snapshot has come, and all below its index goes, in the order in which retention deletes. */
    private void forget(int objects) {
        replica.snapshotsAt(commit -> commit == 11);
        List<String> old = storage.keys().stream()
                .filter(key -> key.contains("/00000000.") || key.contains("/00000000_"))
                .toList();
        storage.delete(old.subList(0, Math.min(objects, old.size())));
    }

    @Test
    void retention_whileTheSnapshotIsRead_restoresByANewPlan() throws Exception {
        storage.beforeReading(GENERATION + "snapshots/00000000.snapshot.lz4", () -> forget(99));
        assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
    }

    @Test
    void retention_whileSegmentsAreRead_restoresByANewPlan() throws Exception {
        storage.beforeReading(GENERATION + "wal/00000000_00000000.wal.lz4", () -> forget(99));
        assertThat(restore(new Target.AtTime(replica.points().get(15).time())))
                .isEqualTo(replica.points().get(15).state());
    }

    /** The listing still had the snapshot, and not all of the segments: it looks like damage, and is none. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 99})
    void retention_whileTheReplicaIsListed_restoresByANewPlan(int gone) throws Exception {
        storage.duringNextListing(() -> forget(gone));
        assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
        assertThat(restore(new Target.AtCommit(13)))
                .isEqualTo(replica.points().get(13).state());
    }

    @Test
    void retention_ofTheVeryTarget_isAnErrorThatNamesWhatIsLeft() {
        storage.beforeReading(GENERATION + "snapshots/00000000.snapshot.lz4", () -> forget(99));
        assertThatThrownBy(() -> restore(new Target.AtCommit(3)))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("from 11 to");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void objectsThatAreListedAndNeverThere_areAnErrorThatSaysWhatToDo() {
        storage.listAlso(GENERATION + "snapshots/00000002.snapshot.lz4");
        assertThatThrownBy(() -> restore(new Target.Latest()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("00000002.snapshot.lz4")
                .hasMessageContaining("deleted while")
                .hasMessageContaining("again");
        assertThat(directory).isEmptyDirectory();
    }

    /** Catalogue T31: a storage that says yes and keeps some objects, or all. What is left over changes no answer. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void retention_onAStorageThatKeepsWhatItDeletes_changesNoAnswer(long seed) throws Exception {
        replica.snapshotsAt(commit -> commit == 11 || commit == 14);
        Random random = new Random(seed);
        storage.keepWhatIsDeleted(key -> seed == 1 || random.nextBoolean());
        for (int day = 0; day < 3; day++) {
            new Retention(storage)
                    .apply(replica.generation(), replica.points().get(12).time().toEpochMilli());
            for (Point point : replica.points().subList(12, replica.points().size())) {
                assertThat(restore(new Target.AtCommit(point.commit()))).isEqualTo(point.state());
                assertThat(restore(new Target.AtTime(point.time()))).isEqualTo(point.state());
            }
            assertThat(restore(new Target.Latest())).isEqualTo(replica.last().state());
            requireStateOrError(replica.points().get(random.nextInt(11)));
        }
    }

    private void requireStateOrError(Point point) throws Exception {
        try {
            assertThat(restore(new Target.AtCommit(point.commit()))).isEqualTo(point.state());
        } catch (DamagedReplicaException | NothingToRestoreException e) {
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void realDamage_isNotPlannedAroundForEver() {
        storage.delete(List.of(GENERATION + "wal/00000001_00000000.wal.lz4"));
        assertThatThrownBy(() -> restore(new Target.Latest())).isInstanceOf(DamagedReplicaException.class);
    }
}
