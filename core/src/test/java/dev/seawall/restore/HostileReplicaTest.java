package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.ObjectReader;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each object of a replica in turn is removed, cut, flipped, doubled, swapped or replaced: a restore gives the state
 * asked for, or an error that names the object; see {@link DamageOracle}. Catalogue T27, T28.
 *
 * <p>{@code -Drounds=N} takes N random ranges and N random bytes of each object, where CI takes few.
 */
class HostileReplicaTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 1);

    @TempDir
    private static Path recording;

    @SuppressWarnings("NullAway.Init")
    private static TwoGenerations sound;

    @TempDir
    private Path directory;

    @BeforeAll
    static void record() throws Exception {
        sound = new TwoGenerations(recording);
    }

    /** An object after which nothing may be told of, and from which a restore point may be asked. */
    private interface Deed {
        byte[] to(byte[] bytes) throws Exception;
    }

    @Test
    void eachObject_removed_isNeverASilentHole() throws Exception {
        for (String key : sound.storage().keys()) {
            judgeRemoved(List.of(key));
        }
    }

    /** Every suffix of every generation, and random ranges: also those behind which a snapshot tells of more. */
    @Test
    void rangesOfObjects_removed_areNeverASilentHole() throws Exception {
        Random random = new Random(28);
        for (GenerationId id :
                List.of(sound.first().generation(), sound.second().generation())) {
            for (String kinds : List.of("/", "/wal/", "/snapshots/")) {
                List<String> keys = keys(id, kinds);
                for (int from = 0; from < keys.size(); from++) {
                    judgeRemoved(keys.subList(from, keys.size()));
                    for (int i = 0; i < ROUNDS; i++) {
                        judgeRemoved(keys.subList(from, from + random.nextInt(keys.size() - from) + 1));
                    }
                }
            }
        }
    }

    @Test
    void eachObject_cutShort_isAnErrorThatNamesIt() throws Exception {
        for (int cut : new int[] {0, 3, 7, 60, 100}) {
            judgeEach(bytes -> Arrays.copyOf(bytes, Math.min(cut, bytes.length - 5)));
        }
        for (int cut : new int[] {1, 4, 8, 9}) {
            judgeEach(bytes -> Arrays.copyOf(bytes, bytes.length - cut));
        }
        judgeEach(bytes -> Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void eachObject_flipped_isAnErrorThatNamesIt() throws Exception {
        Random random = new Random(27);
        for (int at : new int[] {0, 5, 8, 9, 11, 20, 30, 40, 60, 66, 74}) {
            judgeEach(bytes -> flipped(bytes, at, random));
        }
        for (int i = 0; i < ROUNDS; i++) {
            judgeEach(bytes -> flipped(bytes, random.nextInt(bytes.length), random));
            judgeEach(bytes -> flipped(bytes, bytes.length - 1 - random.nextInt(8), random));
        }
    }

    @Test
    void eachObject_followedByMore_isAnErrorThatNamesIt() throws Exception {
        judgeEach(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
        judgeEach(bytes -> joined(bytes, bytes));
        judgeEach(bytes -> joined(bytes, TestReplica.lz4(new byte[0])));
    }

    @Test
    void eachObject_withoutItsStamp_isAnErrorThatNamesIt() throws Exception {
        for (String key : sound.storage().keys()) {
            byte[] unstamped = TestReplica.lz4(content(key, sound.storage().get(key)));
            judgeReplaced(key, unstamped);
            judgeReplaced(key, joined(unstamped, unstamped));
        }
    }

    @Test
    void eachObject_underAnotherName_isAnErrorThatNamesIt() throws Exception {
        List<String> keys = sound.storage().keys();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            String next = keys.get((i + 1) % keys.size());
            MemoryStorage swapped = sound.storage().copy();
            put(swapped, key, sound.storage().get(next));
            put(swapped, next, sound.storage().get(key));
            judge(swapped, Set.of(key, next));
            String twin = key.contains("ffffffffffffffff")
                    ? key.replace("ffffffffffffffff", "0000000000000001")
                    : key.replace("0000000000000001", "ffffffffffffffff");
            if (keys.contains(twin)) {
                judgeReplaced(key, sound.storage().get(twin));
            }
        }
    }

    /** The same bytes once more: at offsets between frames and within one, as another index, in the other kind's names. */
    @Test
    void eachObject_storedTwice_isTheStateOrAnErrorThatNamesTheSecond() throws Exception {
        for (String key : sound.storage().keys()) {
            Set<String> names = new LinkedHashSet<>();
            int name = key.lastIndexOf('/') + 1;
            if (key.contains("/wal/")) {
                long offset = Long.parseLong(key.substring(name + 9, name + 17), 16);
                for (long other : new long[] {offset + 1, offset + 536, offset + 32, 0xffff_ffffL}) {
                    names.add(key.substring(0, name + 9) + String.format("%08x.wal.lz4", other));
                }
                names.add(key.substring(0, name) + "00000004_00000000.wal.lz4");
                names.add(key.substring(0, name) + "7fffffff_00000000.wal.lz4");
            }
            for (String index : List.of("00000001", "00000003", "00000004", "7fffffff")) {
                String folder = key.substring(0, key.indexOf('/', "generations/".length()));
                names.add(folder + "/snapshots/" + index + ".snapshot.lz4");
            }
            for (String second : names) {
                if (!sound.storage().keys().contains(second)) {
                    judgeReplaced(
                            second, sound.storage().get(key), sound.of(key).generation(), sound.lastTold(key));
                }
            }
        }
    }

    private void judgeRemoved(List<String> keys) throws Exception {
        MemoryStorage damaged = sound.storage().copy();
        damaged.delete(keys);
        judge(damaged, new HashSet<>(keys));
    }

    private void judgeEach(Deed deed) throws Exception {
        for (String key : sound.storage().keys()) {
            judgeReplaced(key, deed.to(sound.storage().get(key)));
        }
    }

    private void judgeReplaced(String key, byte[] bytes) throws Exception {
        judgeReplaced(key, bytes, sound.of(key).generation(), sound.lastTold(key));
    }

    private void judgeReplaced(String key, byte[] bytes, GenerationId id, long commit) throws Exception {
        MemoryStorage damaged = sound.storage().copy();
        put(damaged, key, bytes);
        Set<String> touched = Set.of(key);
        DamageOracle oracle = new DamageOracle(sound, directory);
        Point told = sound.of(id).points().get((int) commit);
        oracle.judge(damaged, touched, new Target.Latest(), Optional.empty());
        oracle.judge(damaged, touched, new Target.AtTime(told.time()), Optional.empty());
        oracle.judge(damaged, touched, new Target.AtCommit(commit), Optional.of(id));
    }

    /** Asks for every moment around the objects touched, in both generations. */
    private void judge(MemoryStorage damaged, Set<String> touched) throws Exception {
        DamageOracle oracle = new DamageOracle(sound, directory);
        Set<Instant> times = new LinkedHashSet<>();
        String first = touched.stream().min(String::compareTo).orElseThrow();
        String last = touched.stream().max(String::compareTo).orElseThrow();
        for (String key : List.of(first, last)) {
            TestReplica replica = sound.of(key);
            for (long commit = sound.lastTold(key) - 1; commit <= sound.lastTold(key) + 1; commit++) {
                if (commit >= 0 && commit < replica.points().size()) {
                    times.add(replica.points().get((int) commit).time());
                    oracle.judge(damaged, touched, new Target.AtCommit(commit), Optional.of(replica.generation()));
                }
            }
        }
        for (Instant time : times) {
            oracle.judge(damaged, touched, new Target.AtTime(time.plusMillis(500)), Optional.empty());
        }
        oracle.judge(damaged, touched, new Target.Latest(), Optional.empty());
        oracle.judge(
                damaged,
                touched,
                new Target.Latest(),
                Optional.of(sound.of(first).generation()));
        oracle.judge(
                damaged,
                touched,
                new Target.AtTime(sound.second().last().time().plus(Duration.ofDays(1))),
                Optional.empty());
    }

    private static List<String> keys(GenerationId id, String kinds) {
        List<String> keys = new ArrayList<>();
        for (String key : sound.storage().keys()) {
            if (key.contains(id.text()) && key.contains(kinds)) {
                keys.add(key);
            }
        }
        assertThat(keys).isNotEmpty();
        return keys;
    }

    private static byte[] content(String key, byte[] object) throws Exception {
        ObjectName name = ObjectName.parse(key).orElseThrow();
        try (ObjectReader reader = new ObjectReader(name, new ByteArrayInputStream(object))) {
            return reader.content().readAllBytes();
        }
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        bytes[Math.min(at, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    private static void put(MemoryStorage storage, String key, byte[] bytes) {
        storage.put(key, bytes, Instant.EPOCH);
    }
}
