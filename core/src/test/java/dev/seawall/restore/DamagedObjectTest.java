package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single damages, each with the very object that its error must name; {@link HostileReplicaTest} has the matrix. */
class DamagedObjectTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryStorage sound = new MemoryStorage();
    private List<Point> points = List.of();
    private String generation = "";

    @BeforeEach
    void store() throws Exception {
        RecordedDatabase database = RecordedDatabase.usual(directory, 512).withoutLastFrame();
        TestReplica replica = new TestReplica(sound, "00000000000000aa", database, BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 11 || commit == 14)
                .segmentPerCommit();
        points = replica.points();
        generation = "generations/" + replica.generation() + "/";
    }

    @Test
    void anyObject_ofAnotherLifeUnderTheSameName_givesTheStateOrAnError() throws Exception {
        MemoryStorage stranger = new MemoryStorage();
        new TestReplica(stranger, "00000000000000aa", RecordedDatabase.usual(directory, 512), BEGAN)
                .snapshotsAt(commit -> commit == 14)
                .segmentPerCommit();
        Random random = new Random(4);
        for (String key : sound.keys()) {
            if (stranger.keys().contains(key) && key.contains("/wal/")) {
                requireStateOrError(with(key, stranger.get(key)), random);
            }
        }
    }

    /** A snapshot tells of commits whose segments are all gone: no state in between may pass for the last one. */
    @Test
    void allSegmentsUpToASnapshot_missing_isDamageForThePointsBetween() throws Exception {
        sound.delete(sound.keys().stream().filter(key -> key.contains("/wal/")).toList());
        for (Target target : List.of(new Target.AtTime(points.get(5).time()), new Target.AtCommit(5))) {
            assertThatThrownBy(() -> restore(sound, target))
                    .isInstanceOf(DamagedReplicaException.class)
                    .hasMessageContaining(generation + "wal/00000000_00000000.wal.lz4");
        }
        assertThat(restore(sound, new Target.AtCommit(11)))
                .isEqualTo(points.get(11).state());
        assertThat(restore(sound, new Target.Latest())).isEqualTo(points.get(14).state());
    }

    /** The last segment of an index is gone: the index after it only tells so. */
    @Test
    void theLastSegmentOfAnIndex_missing_isNamed() {
        String key = generation + "wal/"
                + String.format("%08x_%08x.wal.lz4", 0, points.get(8).position().offsetBytes());
        sound.delete(List.of(key));
        sound.delete(List.of(generation + "snapshots/00000001.snapshot.lz4"));
        for (Target target : List.of(
                new Target.AtTime(points.get(9).time()),
                new Target.AtTime(points.get(10).time()),
                new Target.AtCommit(9))) {
            assertThatThrownBy(() -> restore(sound, target))
                    .isInstanceOf(DamagedReplicaException.class)
                    .hasMessageContaining(key);
        }
    }

    /** Taken for a generation without stamps, it would be placed by its objects' times, and be the oldest. */
    @Test
    void theFirstSnapshot_withoutItsStamp_isDamageWhateverItsTime() throws Exception {
        String key = generation + "snapshots/00000000.snapshot.lz4";
        sound.put(key, TestReplica.lz4(points.get(0).state()), Instant.EPOCH);
        new TestReplica(sound, "00000000000000bb", RecordedDatabase.usual(directory, 512), BEGAN.minusSeconds(3600))
                .snapshotsAt(commit -> commit == 0);
        assertThatThrownBy(() -> restore(sound, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
    }

    /** Each of its frames verifies; only the stamp of the index behind it tells that it ended otherwise. */
    @Test
    void aWholeIndex_ofAnotherLife_isDamage() throws Exception {
        MemoryStorage stranger = new MemoryStorage();
        new TestReplica(stranger, "00000000000000aa", RecordedDatabase.usual(directory, 512), BEGAN).segmentPerCommit();
        for (String key : stranger.keys()) {
            if (key.contains("/wal/00000000_")) {
                assertThat(sound.keys()).contains(key);
                sound.put(key, stranger.get(key), BEGAN);
            }
        }
        sound.delete(List.of(
                generation + "snapshots/00000001.snapshot.lz4", generation + "snapshots/00000002.snapshot.lz4"));
        assertThatThrownBy(() -> restore(sound, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                // The other life's index may end at another offset: then something seems to be missing behind its end.
                .hasMessageFindingMatch("wal/0000000(1_00000000.wal.lz4.*end of the index before it|0_.*is missing)");
    }

    /** The last but one holds the last commit; the last, the transaction that was under way. */
    @Test
    void onlyTheLastSegments_missing_givesTheLastCommitBeforeIt() throws Exception {
        List<String> keys =
                sound.keys().stream().filter(key -> key.contains("/wal/")).toList();
        sound.delete(keys.subList(keys.size() - 2, keys.size()));
        byte[] restored = restore(sound, new Target.Latest());
        assertThat(Arrays.equals(restored, points.get(points.size() - 2).state()))
                .isTrue();
    }

    @Test
    void aSegmentInTheMiddle_missing_isNamed() {
        String key = generation + "wal/"
                + String.format(
                        "%08x_%08x.wal.lz4", 3, points.get(15).position().offsetBytes());
        sound.delete(List.of(key));
        assertThatThrownBy(() -> restore(sound, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
        Instant inTheHole = points.get(15).time();
        assertThatThrownBy(() -> restore(sound, new Target.AtTime(inTheHole)))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wal/00000003_100000020.wal.lz4",
                "wal/00000003_0000ABCD.wal.lz4",
                "wal/80000000_00000000.wal.lz4",
                "snapshots/3.snapshot.lz4"
            })
    void aName_ofOurFormButNotOurGrammar_stopsTheRestore(String name) {
        sound.put(generation + name, new byte[1], BEGAN);
        assertThatThrownBy(() -> restore(sound, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(name);
    }

    @Test
    void anObjectWithoutStamp_inAStampedGeneration_isDamage() throws Exception {
        Point point = points.get(16);
        String key = generation + "wal/"
                + String.format(
                        "%08x_%08x.wal.lz4", 3, points.get(15).position().offsetBytes());
        sound.put(key, TestReplica.lz4(new byte[536]), point.time());
        assertThatThrownBy(() -> restore(sound, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("stamp");
    }

    private MemoryStorage with(String key, byte[] bytes) {
        MemoryStorage storage = sound.copy();
        storage.put(key, bytes, BEGAN);
        return storage;
    }

    private void requireStateOrError(MemoryStorage storage, Random random) throws Exception {
        Point point = points.get(random.nextInt(points.size()));
        for (Target target : List.of(new Target.AtTime(point.time()), new Target.AtCommit(point.commit()))) {
            try {
                byte[] restored = restore(storage, target);
                assertThat(Arrays.equals(restored, point.state()))
                        .as("%s gives the state", target)
                        .isTrue();
            } catch (DamagedReplicaException e) {
                assertThat(directory).isEmptyDirectory();
            }
        }
    }

    private byte[] restore(MemoryStorage storage, Target target) throws Exception {
        Path output = directory.resolve("restored.db");
        new Restorer()
                .restore(RestoreRequest.latest(storage, output)
                        .withTarget(target)
                        .withParallelism(2));
        byte[] restored = Files.readAllBytes(output);
        Files.delete(output);
        return restored;
    }
}
