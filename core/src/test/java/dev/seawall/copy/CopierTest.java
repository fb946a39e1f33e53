package dev.seawall.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.copy.CopyRequest.Comparison;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.Progress;
import dev.seawall.restore.RecordedDatabase;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.restore.TestReplica;
import dev.seawall.restore.Timeline;
import dev.seawall.restore.TwoGenerations;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy is the original, byte for byte, whenever and however it was made; and can be restored all along. */
class CopierTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path recording;

    @TempDir
    private Path directory;

    private final MemoryStorage to = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TwoGenerations generations;

    @SuppressWarnings("NullAway.Init")
    private MemoryStorage from;

    @BeforeEach
    void record() throws Exception {
        generations = new TwoGenerations(recording);
        from = generations.storage().copy();
    }

    @Test
    void empty_target_becomesTheSameObjects() throws Exception {
        CopyResult result = copy(from, to);

        expectSame();
        assertThat(result.copiedObjects()).isEqualTo(from.keys().size());
        assertThat(result.presentObjects()).isZero();
        assertThat(result.warnings()).isEmpty();
        assertThat(result.damage()).isEmpty();
    }

    /** The heart of it: after each single object, what is there can be restored, and nothing looks lost. */
    @Test
    void ended_afterEachObject_canBeRestoredAndGoesOn() throws Exception {
        int objects = from.keys().size();
        for (int limit = 0; limit < objects; limit++) {
            MemoryStorage copied = new MemoryStorage();
            expectEnd(copied, limit);
            expectWhole(copied, limit > 0);

            CopyResult rest = copy(from, copied);

            assertThat(rest.copiedObjects()).isEqualTo(objects - limit);
            assertThat(rest.presentObjects()).isEqualTo(limit);
            assertThat(rest.warnings()).isEmpty();
            assertThat(copied.keys()).isEqualTo(from.keys());
        }
    }

    /** The chain ends in what is there, and the original has deleted what would continue it. */
    @Test
    void retention_fasterThanCopies_leavesAGapAndCanBeRestoredAtEveryMoment() throws Exception {
        forgetUpToSecondGeneration();
        MemoryStorage early = earlyCopy();
        int missing = from.keys().size();
        for (int limit = 0; limit <= missing; limit++) {
            MemoryStorage copied = early.copy();
            if (limit < missing) {
                expectEnd(copied, limit);
            } else {
                CopyResult result = copy(from, copied);
                assertThat(result.warnings()).singleElement().asString().contains("gap before index 3");
                assertThat(result.damage()).isEmpty();
                assertThat(latest(copied)).isEqualTo(generations.second().last().state());
            }
            assertThat(generations.second().points())
                    .as("after %d objects", limit)
                    .anyMatch(point -> Arrays.equals(point.state(), uncheckedLatest(copied)));
        }
    }

    /** The first two indexes of the second generation, as they were before retention came. */
    private MemoryStorage earlyCopy() {
        MemoryStorage early = new MemoryStorage();
        MemoryStorage whole = generations.storage();
        for (String key : whole.keys()) {
            boolean second = key.contains(generations.second().generation().text());
            if (second && key.matches(".*(snapshots/00000000|wal/0000000[01]).*")) {
                early.put(key, whole.get(key), BEGAN);
            }
        }
        return early;
    }

    /** Only what the second generation's last snapshot, in index 3, needs is left. */
    private void forgetUpToSecondGeneration() {
        String kept = generations.second().generation().text();
        generations.second().snapshotsAt(commit -> commit == 16);
        from = generations.storage().copy();
        from.delete(from.keys().stream()
                .filter(key -> !key.contains(kept) || !key.contains("/00000003"))
                .toList());
    }

    /** Interrupted, it leaves the beginning of an index below the oldest snapshot; the copy ends within that index. */
    @Test
    void retention_interrupted_isNoDamage() throws Exception {
        MemoryStorage copied = interruptRetention();

        CopyResult result = copy(from, copied);

        assertThat(result.damage()).isEmpty();
        assertThat(result.warnings()).singleElement().asString().contains("Retention deleted");
        assertThat(latest(copied)).isEqualTo(generations.second().last().state());
    }

    @Test
    void retention_interruptedBeforeTheFirstCopy_isNoDamage() throws Exception {
        interruptRetention();

        CopyResult result = copy(from, to);

        assertThat(result.damage()).isEmpty();
        assertThat(result.warnings()).isEmpty();
        assertThat(to.keys()).isNotEmpty().allMatch(key -> key.contains("/00000003"));
    }

    /** What is broken below the oldest snapshot is there, and so it is broken. */
    @Test
    void broken_segmentBelowTheOldestSnapshot_isDamage() throws Exception {
        MemoryStorage copied = interruptRetention();
        String broken = segmentOf(generations.second(), "/00000001_", 1);
        byte[] bytes = generations.storage().get(broken).clone();
        bytes[bytes.length - 6] ^= 1;
        from.put(broken, bytes, BEGAN);

        assertThat(copy(from, copied).damage())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo(broken));
    }

    /** Of index 1 only the first segment is left, which is the last one that the returned copy holds. */
    private MemoryStorage interruptRetention() {
        forgetUpToSecondGeneration();
        MemoryStorage copied = earlyCopy();
        String last = segmentOf(generations.second(), "/00000001_", 0);
        copied.delete(copied.keys().stream()
                .filter(key -> key.contains("/wal/00000001_") && !key.equals(last))
                .toList());
        generations.storage().keys().stream()
                .filter(key -> key.contains(generations.second().generation().text())
                        && (key.equals(last) || key.contains("/wal/00000002_")))
                .forEach(key -> from.put(key, generations.storage().get(key), BEGAN));
        return copied;
    }

    @Test
    void deleted_fromTheOriginal_staysInTheCopy() throws Exception {
        copy(from, to);
        List<String> all = to.keys();
        from.delete(from.keys().stream()
                .filter(key -> key.contains(generations.first().generation().text()))
                .toList());

        CopyResult again = copy(from, to);

        assertThat(again.copiedObjects()).isZero();
        assertThat(to.keys()).isEqualTo(all);
    }

    @Test
    void other_objectOfTheSameNameAndSize_isAnErrorBeforeAnythingIsWritten() throws Exception {
        String key = from.keys().get(5);
        byte[] other = from.get(key).clone();
        other[other.length - 6] ^= 1;
        to.put(key, other, BEGAN);

        assertThatThrownBy(() -> copy(from, to))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining(key);

        assertThat(to.keys()).containsExactly(key);
        assertThat(to.get(key)).isEqualTo(other);
    }

    @Test
    void other_historyThatGoesOn_isAnErrorBeforeAnythingIsWritten() throws Exception {
        new TestReplica(
                        to,
                        "00000000000000bb",
                        RecordedDatabase.usual(Files.createDirectory(recording.resolve("other")), 512),
                        generations.second().last().time())
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
        List<String> before = to.keys();

        assertThatThrownBy(() -> copy(from, to))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining("00000000000000bb");

        assertThat(to.keys()).isEqualTo(before);
    }

    @Test
    void flipped_bitInASegment_isNamedAndWhatDoesNotNeedItIsCopied() throws Exception {
        String broken = segmentOf(generations.first(), "/00000000_", 2);
        byte[] bytes = from.get(broken);
        bytes[bytes.length - 6] ^= 1;
        from.put(broken, bytes, BEGAN);

        CopyResult result = copy(from, to);

        assertThat(result.damage())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo(broken));
        assertThat(to.keys())
                .doesNotContain(broken, segmentOf(generations.first(), "/00000000_", 3))
                .contains(
                        segmentOf(generations.first(), "/00000000_", 1),
                        segmentOf(generations.first(), "/00000001_", 0));
        assertThat(latest(to)).isEqualTo(generations.second().last().state());
    }

    @Test
    void missing_segment_isNamedAndTheNextSnapshotGoesOn() throws Exception {
        String gone = segmentOf(generations.second(), "/00000000_", 3);
        from.delete(List.of(gone));

        CopyResult result = copy(from, to);

        assertThat(result.damage())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo(gone));
        assertThat(latest(to)).isEqualTo(generations.second().last().state());
    }

    @Test
    void broken_segment_doesNotKeepLaterRunsFromCopyingWhatIsNew() throws Exception {
        String broken = segmentOf(generations.first(), "/00000000_", 2);
        byte[] bytes = from.get(broken);
        bytes[bytes.length - 6] ^= 1;
        from.put(broken, bytes, BEGAN);

        expectLaterRunsGoOn(broken);
    }

    @Test
    void missing_segment_doesNotKeepLaterRunsFromCopyingWhatIsNew() throws Exception {
        String gone = segmentOf(generations.first(), "/00000000_", 2);
        from.delete(List.of(gone));

        expectLaterRunsGoOn(gone);
    }

    /** Index 1 has a snapshot, and is the last one at first; indexes 2 and 3 come without any. */
    private void expectLaterRunsGoOn(String broken) throws Exception {
        String generation = generations.first().generation().text();
        MemoryStorage later = only(from, generation + "/(snapshots/0000000[01]|wal/).*");
        from = only(later, "/(snapshots|wal)/0000000[01].*");
        List<String> last = later.keys().stream()
                .filter(key -> key.contains("/wal/00000001_"))
                .toList();
        from.delete(last.subList(1, last.size()));
        copy(from, to);
        assertThat(to.keys()).contains(last.get(0));

        for (String pattern : List.of("/(snapshots|wal)/0000000[01].*", "/(snapshots|wal)/0000000[0-3].*")) {
            from = only(later, pattern);
            CopyResult result = copy(from, to);

            assertThat(result.damage())
                    .singleElement()
                    .satisfies(found -> assertThat(found.key()).isEqualTo(broken));
            assertThat(result.warnings()).isEmpty();
            assertThat(to.keys()).containsAll(only(from, "/wal/0000000[1-9].*").keys());
        }
        assertThat(latest(to)).isEqualTo(generations.first().last().state());
    }

    @Test
    void broken_snapshot_isNamedAndLeftOut() throws Exception {
        String broken = from.keys().stream()
                .filter(key -> key.contains(generations.second().generation().text()) && key.contains("snapshot"))
                .reduce((one, other) -> other)
                .orElseThrow();
        byte[] bytes = from.get(broken);
        bytes[bytes.length - 6] ^= 1;
        from.put(broken, bytes, BEGAN);

        CopyResult result = copy(from, to);

        assertThat(result.damage())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo(broken));
        assertThat(to.keys()).hasSize(from.keys().size() - 1).doesNotContain(broken);
        assertThat(latest(to)).isEqualTo(generations.second().last().state());
    }

    @Test
    void retention_whileItCopies_isListedAgain() throws Exception {
        String first = segmentOf(generations.first(), "/00000000_", 0);
        from.beforeReading(
                first,
                () -> from.delete(from.keys().stream()
                        .filter(key ->
                                key.contains(generations.first().generation().text()))
                        .toList()));

        CopyResult result = copy(from, to);

        assertThat(result.damage()).isEmpty();
        assertThat(to.keys()).containsAll(from.keys());
        assertThat(latest(to)).isEqualTo(generations.second().last().state());
    }

    @Test
    void storages_thatFailNowAndThen_giveTheSameObjects() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            MemoryStorage copied = new MemoryStorage();
            FlakyStorage flaky = new FlakyStorage(copied, new Random(seed));
            flaky.failAtRate(0.2);

            assertThat(copy(from, flaky).damage()).isEmpty();

            assertThat(copied.keys()).isEqualTo(from.keys());
        }
    }

    @Test
    void generation_named_isTheOnlyOneCopied() throws Exception {
        GenerationId named = generations.first().generation();

        new Copier(attempt -> {}).copy(request(from, to, Optional.of(named), Comparison.QUICK));

        assertThat(to.keys()).isNotEmpty().allMatch(key -> key.contains(named.text()));
        assertThatThrownBy(() -> new Copier(attempt -> {})
                        .copy(request(from, to, Optional.of(new GenerationId("00000000000000cc")), Comparison.QUICK)))
                .isInstanceOf(NothingToRestoreException.class);
    }

    @Test
    void nothing_toCopy_isAnErrorThatSaysSo() {
        assertThatThrownBy(() -> copy(new MemoryStorage(), to))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("holds no backup");
    }

    private static CopyResult copy(Storage from, Storage to) throws IOException {
        return new Copier(attempt -> {}).copy(request(from, to, Optional.empty(), Comparison.FULL));
    }

    private static CopyRequest request(
            Storage from, Storage to, Optional<GenerationId> generation, Comparison comparison) {
        return new CopyRequest(from, to, generation, comparison, 3, Progress.NONE);
    }

    private static MemoryStorage only(MemoryStorage whole, String pattern) {
        MemoryStorage some = whole.copy();
        some.delete(whole.keys().stream()
                .filter(key -> !key.matches(".*" + pattern))
                .toList());
        return some;
    }

    private void expectSame() {
        assertThat(to.keys()).isEqualTo(from.keys());
        from.keys().forEach(key -> assertThat(to.get(key)).as(key).isEqualTo(from.get(key)));
    }

    private void expectEnd(MemoryStorage copied, int limit) {
        WriteLimit killed = new WriteLimit(copied, limit);
        assertThatThrownBy(() -> copy(from, killed))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the end, as asked");
        assertThat(killed.written()).hasSize(limit);
    }

    /** Nothing looks lost: every point that the timeline shows follows the one before it, and the latest is one of them. */
    private void expectWhole(MemoryStorage copied, boolean restorable) throws Exception {
        Timeline timeline = Timeline.open(copied);
        for (Timeline.Span span : timeline.spans()) {
            if (span.range().isPresent()) {
                long commit = -1;
                for (var point : timeline.points(span.generation(), Instant.MIN, 1000)) {
                    assertThat(point.commit().orElseThrow()).isEqualTo(++commit);
                }
            }
        }
        if (restorable) {
            RestoreResult latest = restore(copied);
            TestReplica replica = generations.of(latest.point().position().generation());
            int commit = (int) latest.point().commit().orElseThrow();
            assertThat(Files.readAllBytes(latest.output()))
                    .isEqualTo(replica.points().get(commit).state());
            Files.delete(latest.output());
        }
    }

    private byte[] latest(MemoryStorage copied) throws IOException {
        Path output = restore(copied).output();
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return bytes;
    }

    private byte[] uncheckedLatest(MemoryStorage copied) {
        try {
            return latest(copied);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RestoreResult restore(MemoryStorage copied) throws IOException {
        return new Restorer()
                .restore(RestoreRequest.latest(copied, directory.resolve("restored.db"))
                        .withTarget(new Target.Latest()));
    }

    private String segmentOf(TestReplica replica, String index, int place) {
        return generations.storage().keys().stream()
                .filter(key -> key.contains(replica.generation().text()) && key.contains(index))
                .toList()
                .get(place);
    }
}
