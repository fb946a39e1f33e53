package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.restore.UnstampedStates.State;
import dev.seawall.storage.MemoryStorage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each object of a replica that Litestream wrote is removed, cut, flipped, doubled or swapped: what Litestream passes in
 * silence is an error here, or, where nothing in the format could prove it, a warning. Catalogue T27, T28.
 */
class HostileLitestreamTest {
    private static final byte[] SKIPPABLE = {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 7};
    private static final byte[] NO_MORE = new byte[0];

    /** What may come of a damage, beside the state asked for and an error that names a touched object. */
    private enum Provable {
        YES,
        /** Nothing in the format tells: a warning must. */
        NO
    }

    @TempDir
    private Path directory;

    @TempDir
    private Path scratch;

    @SuppressWarnings("NullAway.Init")
    private MemoryStorage sound;

    @SuppressWarnings("NullAway.Init")
    private UnstampedStates states;

    private void open(String fixture) throws Exception {
        sound = LitestreamFixture.storage(fixture);
        states = new UnstampedStates(sound, scratch);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-512", "several-snapshots", "two-generations"})
    void eachObject_removed_isAnErrorOrAWarning(String fixture) throws Exception {
        open(fixture);
        List<String> keys = sound.keys();
        for (int from = 0; from < keys.size(); from++) {
            for (int to = from + 1; to <= Math.min(keys.size(), from + 3); to++) {
                judgeRemoved(keys.subList(from, to));
            }
            judgeRemoved(keys.subList(from, keys.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-512", "several-snapshots", "two-generations"})
    void eachObject_changed_isAnErrorThatNamesIt(String fixture) throws Exception {
        open(fixture);
        Random random = new Random(27);
        for (String key : sound.keys()) {
            byte[] bytes = sound.get(key);
            for (int at : new int[] {0, 4, 5, 6, 8, bytes.length / 2, bytes.length - 1}) {
                byte[] broken = bytes.clone();
                broken[at] ^= (byte) (1 << random.nextInt(8));
                judgeReplaced(key, broken, Provable.YES);
            }
            for (int length : new int[] {0, 3, 7, bytes.length / 2, bytes.length - 8, bytes.length - 1}) {
                judgeReplaced(key, Arrays.copyOf(bytes, length), Provable.YES);
            }
            judgeReplaced(key, joined(bytes, NO_MORE, bytes), Provable.YES);
            judgeReplaced(key, joined(bytes, SKIPPABLE, bytes), Provable.YES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-512", "several-snapshots", "two-generations"})
    void eachSegment_emptyOrInPlaceOfAnother_isAnErrorThatNamesOne(String fixture) throws Exception {
        open(fixture);
        List<String> keys = sound.keys();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            boolean snapshot = key.contains("/snapshots/");
            if (!isNewestIndex(key)) {
                judgeReplaced(key, TestReplica.lz4(NO_MORE), Provable.YES);
            }
            String next = keys.get((i + 1) % keys.size());
            MemoryStorage swapped = sound.copy();
            swapped.put(key, sound.get(next), sound.modified(key));
            swapped.put(next, sound.get(key), sound.modified(next));
            boolean snapshots = snapshot && next.contains("/snapshots/");
            judge(swapped, Set.of(key, next), snapshots ? Provable.NO : Provable.YES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-512", "several-snapshots", "two-generations"})
    void eachSegment_storedTwice_isTheStateOrAnErrorThatNamesTheSecond(String fixture) throws Exception {
        open(fixture);
        for (String key : sound.keys()) {
            if (ObjectName.parse(key).orElseThrow() instanceof SegmentName name) {
                int last = states.last().name().index();
                List<SegmentName> names = List.of(
                        new SegmentName(name.generation(), name.index(), name.offsetBytes() + 1),
                        new SegmentName(name.generation(), name.index(), SegmentName.MAX_OFFSET_BYTES),
                        new SegmentName(name.generation(), last + 2, 0));
                for (SegmentName second : names) {
                    MemoryStorage damaged = sound.copy();
                    damaged.put(
                            second.key(), sound.get(key), states.last().time().plusSeconds(1));
                    judge(damaged, Set.of(second.key()), Provable.YES);
                }
            }
        }
    }

    /** An index that has not begun may be an empty object: what was in it cannot be missed. */
    private boolean isNewestIndex(String key) {
        return states.all().stream()
                .map(State::name)
                .noneMatch(name -> key.compareTo(name.key()) < 0
                        && key.startsWith(SegmentName.folder(name.generation()))
                        && key.endsWith("_00000000.wal.lz4"));
    }

    private void judgeReplaced(String key, byte[] bytes, Provable provable) throws Exception {
        MemoryStorage damaged = sound.copy();
        damaged.put(key, bytes, sound.modified(key));
        judge(damaged, Set.of(key), provable);
    }

    private void judgeRemoved(List<String> keys) throws Exception {
        MemoryStorage damaged = sound.copy();
        damaged.delete(keys);
        judge(damaged, new HashSet<>(keys), endsAnIndexEarly(damaged) ? Provable.NO : Provable.YES);
    }

    /** Tells whether an index has its beginning, not its end, and a successor. */
    private boolean endsAnIndexEarly(MemoryStorage damaged) throws Exception {
        List<SegmentName> all = states.all().stream().map(State::name).sorted().toList();
        for (int i = 0; i + 1 < all.size(); i++) {
            boolean endsIndex = all.get(i + 1).offsetBytes() == 0;
            if (endsIndex && !damaged.keys().contains(all.get(i).key())) {
                return true;
            }
        }
        return false;
    }

    private void judge(MemoryStorage damaged, Set<String> touched, Provable provable) throws Exception {
        Set<Instant> times = new LinkedHashSet<>();
        times.add(states.last().time());
        for (State state : states.all()) {
            if (touched.contains(state.name().key())) {
                times.add(state.time().minusNanos(1));
                times.add(state.time());
            }
        }
        judge(damaged, touched, new Target.Latest(), states.last(), provable);
        for (Instant time : times) {
            Optional<State> asked = states.at(time);
            if (asked.isPresent()) {
                judge(damaged, touched, new Target.AtTime(time), asked.get(), provable);
            }
        }
    }

    private void judge(MemoryStorage damaged, Set<String> touched, Target target, State asked, Provable provable)
            throws Exception {
        String what = target + " after " + touched;
        Path output = directory.resolve("restored.db");
        try {
            RestoreResult result = new Restorer(attempt -> {}, 1 << 20)
                    .restore(RestoreRequest.latest(damaged, output)
                            .withTarget(target)
                            .withParallelism(1));
            byte[] restored = Files.readAllBytes(output);
            Files.delete(output);
            boolean right = Arrays.equals(restored, asked.bytes());
            boolean older =
                    mayBeOlder(damaged, asked, result).stream().anyMatch(state -> Arrays.equals(restored, state));
            boolean warned = provable == Provable.NO && !result.warnings().isEmpty();
            assertThat(right || older || warned)
                    .as("%s gives %s, warned %s", what, result.point(), result.warnings())
                    .isTrue();
        } catch (DamagedReplicaException e) {
            // A stranger far ahead may also be told by what should stand before it, and does not.
            boolean beforeStranger =
                    damaged.keys().containsAll(sound.keys()) && !damaged.keys().contains(e.key());
            assertThat(beforeStranger || touched.contains(e.key()))
                    .as("%s: %s", what, e.getMessage())
                    .isTrue();
        } catch (NothingToRestoreException e) {
            boolean snapshotTouched = touched.stream().anyMatch(key -> key.contains("/snapshots/"));
            assertThat(snapshotTouched || isUncertain(target) || isTheLatestSegment(damaged, target))
                    .as("%s: %s", what, e.getMessage())
                    .isTrue();
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** The end is gone, and nothing tells of it: then the state is that after the last segment left, or a snapshot's. */
    private List<byte[]> mayBeOlder(MemoryStorage damaged, State asked, RestoreResult result) throws Exception {
        List<byte[]> older = new ArrayList<>();
        List<State> left = new ArrayList<>();
        boolean end = true;
        for (State state : states.all()) {
            boolean there = damaged.keys().contains(state.name().key());
            boolean upToTarget = !state.time().isAfter(asked.time());
            if (there && upToTarget) {
                left.add(state);
            }
            end &= !there || upToTarget;
        }
        boolean lastIsGone = !damaged.keys().contains(asked.name().key());
        if (lastIsGone && end && !left.isEmpty()) {
            older.add(left.get(left.size() - 1).bytes());
        }
        String skipped = asked.name().generation().text();
        String segments = SegmentName.folder(result.point().position().generation());
        boolean alone = damaged.keys().stream().noneMatch(key -> key.startsWith(segments));
        if (alone && result.warnings().stream().anyMatch(warning -> warning.contains("no commit behind it"))) {
            older.add(snapshot(result));
        }
        boolean saysSo = result.warnings().stream()
                .anyMatch(warning -> warning.contains("falls into that gap")
                        || (warning.contains(skipped) && warning.contains("skipped")));
        left.removeIf(state -> state.name().generation().text().equals(skipped));
        if (saysSo && !left.isEmpty()) {
            older.add(left.get(left.size() - 1).bytes());
        }
        return older;
    }

    private byte[] snapshot(RestoreResult result) throws Exception {
        Path output = scratch.resolve("snapshot.db");
        MemoryStorage alone = sound.copy();
        alone.delete(alone.keys().stream().filter(key -> key.contains("/wal/")).toList());
        new Restorer()
                .restore(RestoreRequest.latest(alone, output)
                        .withGeneration(result.point().position().generation()));
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return bytes;
    }

    /** Tells whether the sound replica refuses that target too. */
    private boolean isUncertain(Target target) throws Exception {
        try {
            new Restorer()
                    .plan(RestoreRequest.latest(sound, directory.resolve("restored.db"))
                            .withTarget(target));
            return false;
        } catch (NothingToRestoreException e) {
            return true;
        }
    }

    /** A time is certain in the newest index only where all that is there is wanted. */
    private boolean isTheLatestSegment(MemoryStorage damaged, Target target) {
        return target instanceof Target.AtTime asked
                && damaged.keys().stream().anyMatch(key -> damaged.modified(key).isAfter(asked.time()));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
