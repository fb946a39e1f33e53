package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a replica's objects, a restore gives the state asked for, or an error: never another state. */
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
    void anyObject_flippedAnywhere_givesTheStateOrAnError() throws Exception {
        Random random = new Random(1);
        for (String key : sound.keys()) {
            byte[] bytes = sound.get(key);
            for (int i = 0; i < 3; i++) {
                byte[] broken = bytes.clone();
                broken[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                requireStateOrError(with(key, broken), random);
            }
        }
    }

    @Test
    void anyObject_cutShort_givesTheStateOrAnError() throws Exception {
        Random random = new Random(2);
        for (String key : sound.keys()) {
            byte[] bytes = sound.get(key);
            for (int length : new int[] {0, 100, bytes.length - 1}) {
                requireStateOrError(with(key, Arrays.copyOf(bytes, length)), random);
            }
        }
    }

    @Test
    void anyObject_inPlaceOfAnother_givesTheStateOrAnError() throws Exception {
        Random random = new Random(3);
        List<String> keys = sound.keys();
        for (int i = 0; i < keys.size(); i++) {
            byte[] other = sound.get(keys.get((i + 1) % keys.size()));
            requireStateOrError(with(keys.get(i), other), random);
        }
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

    /** Any objects gone: the state is the one asked for or, where the end is gone, that of the last commit known. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyObjects_missing_giveTheStateOrAnError(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            MemoryStorage storage = sound.copy();
            List<String> keys = new ArrayList<>(storage.keys());
            int from = random.nextInt(keys.size());
            List<String> gone = keys.subList(from, Math.min(keys.size(), from + 1 + random.nextInt(4)));
            storage.delete(gone);
            requireStateOrError(storage, random);
        }
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
        long known = lastKnownCommit(storage);
        List<Target> targets = new ArrayList<>();
        targets.add(new Target.Latest());
        for (int i = 0; i < 2; i++) {
            Point point = points.get(random.nextInt(points.size()));
            targets.add(new Target.AtTime(point.time().plusMillis(random.nextInt(1000))));
            targets.add(new Target.AtCommit(point.commit()));
        }
        for (Target target : targets) {
            try {
                byte[] restored = restore(storage, target);
                assertThat(Arrays.equals(restored, expected(target, known)))
                        .as("%s gives the state", target)
                        .isTrue();
            } catch (DamagedReplicaException | NothingToRestoreException e) {
                assertThat(directory).isEmptyDirectory();
            }
        }
    }

    private byte[] expected(Target target, long known) {
        long commit = points.size() - 1L;
        if (target instanceof Target.AtCommit asked) {
            return points.get((int) asked.commit()).state();
        }
        if (target instanceof Target.AtTime asked) {
            commit = points.stream()
                            .filter(point -> !point.time().isAfter(asked.time()))
                            .count()
                    - 1L;
        }
        return points.get((int) Math.min(commit, known)).state();
    }

    /** The last commit that any object left in the storage tells of. */
    private long lastKnownCommit(MemoryStorage storage) {
        for (int i = points.size() - 1; i > 0; i--) {
            Point before = points.get(i - 1);
            Point point = points.get(i);
            boolean sameIndex = before.position().index() == point.position().index();
            long start = sameIndex ? before.position().offsetBytes() : 0;
            String segment = generation + "wal/"
                    + String.format("%08x_%08x.wal.lz4", point.position().index(), start);
            boolean snapshot = i == 14 && storage.keys().contains(generation + "snapshots/00000002.snapshot.lz4");
            if (snapshot || storage.keys().contains(segment)) {
                return i;
            }
        }
        return 0;
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
