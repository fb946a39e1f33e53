package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.replica.StampLie;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.PageSize;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are whole in themselves, and say what is not so, or become others between a look and the next. */
class LyingObjectTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final String ID = "00000000000000aa";

    @TempDir
    private static Path recording;

    @SuppressWarnings("NullAway.Init")
    private static RecordedDatabase database;

    @TempDir
    private Path directory;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TestReplica replica;

    @BeforeAll
    static void record() throws Exception {
        database = RecordedDatabase.usual(recording, 512);
    }

    @BeforeEach
    void store() throws Exception {
        replica = new TestReplica(storage, ID, database, BEGAN)
                .snapshotsAt(commit -> commit == 0)
                .segmentsCutAtRandom(new Random(4));
    }

    private Restorer restorer() {
        return new Restorer(attempt -> {}, 64 << 20);
    }

    private RestoreRequest latest() {
        return RestoreRequest.latest(storage, directory.resolve("restored.db"));
    }

    private void expectDamage(String... named) {
        assertThatThrownBy(() -> restorer().restore(latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(named);
        assertThat(directory).isEmptyDirectory();
    }

    /** In the midst of the chain, where no plan looks. */
    @ParameterizedTest
    @EnumSource
    void segment_whoseStampLies_isNamed(StampLie lie) throws Exception {
        List<Listed<SegmentName>> segments =
                GenerationListing.read(storage, new GenerationId(ID)).segments();
        int tried = 0;
        for (Listed<SegmentName> segment : segments.subList(1, segments.size() - 3)) {
            String key = segment.name().key();
            byte[] truth = storage.get(key);
            byte[] lying;
            try {
                lying = lie.tellIn(segment.name(), truth);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                continue; // there is no commit to lie about, or no room for another
            }
            storage.put(key, lying, Instant.EPOCH);
            expectDamage("generations/" + ID);
            storage.put(key, truth, Instant.EPOCH);
            tried++;
        }
        assertThat(tried).isGreaterThan(2);
    }

    private void putSnapshot(Point shown, Position position, long commit, PageSize pageSize) throws Exception {
        SnapshotStamp stamp = new SnapshotStamp(
                position,
                commit,
                shown.time().toEpochMilli(),
                pageSize,
                shown.state().length / pageSize.bytes(),
                Optional.empty());
        storage.delete(List.of(stamp.name().key()));
        try (SnapshotWriter writer = new SnapshotWriter(storage, stamp)) {
            writer.write(shown.state(), 0, shown.state().length);
            writer.complete();
        }
    }

    /** A snapshot of commit 3 that says it stands a frame earlier, is another commit, or has pages of another size. */
    @ParameterizedTest
    @CsvSource({"-1, 0, 512, not there", "0, 1, 512, expected", "0, 0, 1024, page size", "0, -1, 512, expected"})
    void snapshot_whoseStampLies_isNamed(int frames, int commits, int pageSize, String message) throws Exception {
        Point shown = replica.points().get(3);
        PageSize pages = new PageSize(pageSize);
        while (shown.state().length % pageSize != 0) {
            shown = replica.points().get((int) shown.commit() + 1);
        }
        long end = pageSize == 512
                ? shown.position().offsetBytes() + (long) frames * pages.frameBytes()
                : pages.endOfFrame(3);
        putSnapshot(shown, new Position(new GenerationId(ID), 0, end), shown.commit() + commits, pages);

        expectDamage("generations/" + ID, message);
    }

    private String snapshotKey() {
        return new SnapshotName(new GenerationId(ID), 0).key();
    }

    /** Somebody puts another snapshot in the place of the one that the plan goes by. */
    @Test
    void snapshot_replacedBetweenPlanAndRestore_isNamed() throws Exception {
        MemoryStorage other = new MemoryStorage();
        new TestReplica(other, ID, database, BEGAN.plusSeconds(1)).snapshotsAt(commit -> commit == 0);
        storage.beforeReading(snapshotKey(), () -> storage.put(snapshotKey(), other.get(snapshotKey()), BEGAN));

        expectDamage(snapshotKey(), "stamp is");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void segment_ofAnotherLengthThanListed_isNamed(int more) throws Exception {
        String key = GenerationListing.read(storage, new GenerationId(ID))
                .segments()
                .get(2)
                .name()
                .key();
        byte[] object = storage.get(key);
        storage.beforeReading(key, () -> storage.put(key, Arrays.copyOf(object, object.length + more), BEGAN));

        expectDamage(key, object.length + " bytes, as listed");
    }

    /** A listing that goes on naming what is deleted: to plan again would never end. */
    @Test
    void restore_objectListedAndNeverThere_isGivenUpAfterTheSamePlanTwice() throws Exception {
        String key = GenerationListing.read(storage, new GenerationId(ID))
                .segments()
                .get(2)
                .name()
                .key();
        storage.delete(List.of(key));
        storage.listAlso(key);

        assertThatThrownBy(() -> restorer().restore(latest()))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(key, "it was listed");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void unstampedSnapshot_notOfWholePages_isNamed() throws Exception {
        MemoryStorage bare = new MemoryStorage();
        byte[] state = replica.points().get(0).state();
        bare.put(snapshotKey(), TestReplica.lz4(Arrays.copyOf(state, state.length + 1)), BEGAN);

        assertThatThrownBy(() -> restorer().restore(RestoreRequest.latest(bare, directory.resolve("restored.db"))))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(snapshotKey(), "whole pages");
    }

    /** What does not begin as a database may be encrypted; its pages are as large as the WAL says. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void unstampedSnapshot_thatTellsNoPageSize_isHeldAgainstTheWals(int more, boolean restored) throws Exception {
        MemoryStorage bare = new MemoryStorage();
        new TestReplica(bare, ID, database, BEGAN).unstamped(commit -> commit == 0);
        byte[] state = bare.get(snapshotKey());
        assertThat(state).isNotEmpty();
        byte[] encrypted = new byte[replica.points().get(0).state().length + more];
        Arrays.fill(encrypted, (byte) 0x5a);
        bare.put(snapshotKey(), TestReplica.lz4(encrypted), BEGAN);
        RestoreRequest request = RestoreRequest.latest(bare, directory.resolve("restored.db"));
        if (restored) {
            assertThat(restorer().restore(request).databaseBytes())
                    .isEqualTo(replica.last().state().length);
        } else {
            assertThatThrownBy(() -> restorer().restore(request))
                    .isInstanceOf(DamagedReplicaException.class)
                    .hasMessageContainingAll(snapshotKey(), "whole pages");
        }
    }

    @Test
    void restore_toNoFile_isRefused() {
        assertThatThrownBy(() -> restorer().restore(RestoreRequest.latest(storage, Path.of("/"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a file's path");
        assertThatThrownBy(() -> latest().withParallelism(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
