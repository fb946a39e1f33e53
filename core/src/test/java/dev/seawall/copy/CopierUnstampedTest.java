package dev.seawall.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.copy.CopyRequest.Comparison;
import dev.seawall.restore.Progress;
import dev.seawall.restore.RecordedDatabase;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.restore.TestReplica;
import dev.seawall.restore.TwoGenerations;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Litestream's generations have no stamps: a copy goes on only where both replicas hold what comes before. */
class CopierUnstampedTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path recording;

    @TempDir
    private Path directory;

    private final MemoryStorage to = new MemoryStorage();
    private MemoryStorage from = new MemoryStorage();

    @Test
    void unstamped_generation_becomesTheSameObjects() throws Exception {
        new TestReplica(from, "00000000000000aa", RecordedDatabase.usual(recording, 512), BEGAN)
                .unstamped(commit -> commit == 0 || commit == 11);

        assertThat(copy(from, to).warnings()).isEmpty();

        assertThat(to.keys()).isEqualTo(from.keys());
        from.keys().forEach(key -> assertThat(to.get(key)).as(key).isEqualTo(from.get(key)));
    }

    /** Its last index was copied in part, and the rest of that index was deleted: no name shows it. */
    @Test
    void unstamped_whoseNextIndexMayNotFollow_isLeftAlone() throws Exception {
        MemoryStorage whole = unstamped();
        copy(only(whole, "/(snapshots/00000000|wal/00000000_0).*"), to);
        to.delete(List.of(to.keys().get(to.keys().size() - 1)));
        List<String> before = to.keys();
        from = only(whole, "/(snapshots|wal)/00000001.*");

        for (int run = 0; run < 3; run++) {
            CopyResult result = copy(from, to);

            assertThat(to.keys()).isEqualTo(before);
            assertThat(result.warnings()).singleElement().asString().contains("a path of its own");
        }
    }

    @Test
    void unstamped_behindSuchAnIndex_beginsWhereNamesShowTheGap() throws Exception {
        MemoryStorage whole = unstamped();
        copy(only(whole, "/(snapshots/00000000|wal/00000000_0).*"), to);
        to.delete(List.of(to.keys().get(to.keys().size() - 1)));
        from = only(whole, "/(snapshots|wal)/0000000[1-9].*");

        for (int run = 0; run < 2; run++) {
            CopyResult result = copy(from, to);

            assertThat(result.warnings()).singleElement().asString().contains("gap before index 2");
            assertThat(to.keys())
                    .noneMatch(key -> key.matches(".*/(snapshots|wal)/00000001.*"))
                    .containsAll(only(whole, "/(snapshots|wal)/0000000[2-9].*").keys());
            assertThat(latest(to)).isEqualTo(latest(whole));
        }
    }

    /** What is behind a broken object must not seem to go on before it. */
    @Test
    void unstamped_withABrokenSegment_beginsWhereNamesShowTheGap() throws Exception {
        MemoryStorage whole = unstamped();
        from = whole.copy();
        String broken = whole.keys().stream()
                .filter(key -> key.contains("/wal/00000000_"))
                .toList()
                .get(2);
        from.put(broken, Arrays.copyOf(from.get(broken), from.get(broken).length - 6), BEGAN);

        CopyResult result = copy(from, to);

        assertThat(result.damage())
                .singleElement()
                .satisfies(found -> assertThat(found.key()).isEqualTo(broken));
        assertThat(to.keys()).noneMatch(key -> key.contains("/wal/00000001"));
        assertThat(latest(to)).isEqualTo(latest(whole));
    }

    /** Its names do not tell that the end of an index is gone. */
    @Test
    void unstamped_retentionInterrupted_leavesOutWhatIsBelowTheOldestSnapshot() throws Exception {
        MemoryStorage whole = unstamped();
        MemoryStorage kept = only(whole, "/(snapshots|wal)/0000000[23].*");
        from = only(whole, "/(snapshots/0000000[23]|wal/(0000000[23]|00000001_00000000)).*");

        CopyResult result = copy(from, to);

        assertThat(from.keys()).hasSize(kept.keys().size() + 1);
        assertThat(to.keys()).isEqualTo(kept.keys());
        assertThat(result.warnings()).isEmpty();
        assertThat(result.damage()).isEmpty();
        assertThat(latest(to)).isEqualTo(latest(whole));
    }

    @Test
    void unstamped_retentionInterruptedWhereTheCopyEnds_beginsWhereNamesShowTheGap() throws Exception {
        MemoryStorage whole = unstamped();
        String last = "wal/00000001_00000000";
        copy(only(whole, "/(snapshots/0000000[01]|wal/00000000|" + last + ").*"), to);
        from = only(whole, "/(snapshots/0000000[23]|wal/0000000[23]|" + last + ").*");

        CopyResult result = copy(from, to);

        assertThat(to.keys()).noneMatch(key -> key.matches(".*/(snapshots|wal)/00000002.*"));
        assertThat(result.warnings()).singleElement().asString().contains("gap before index 3");
        assertThat(result.damage()).isEmpty();
        assertThat(latest(to)).isEqualTo(latest(whole));
    }

    @Test
    void unstamped_toAnotherHistory_isAnErrorBeforeAnythingIsWritten() throws Exception {
        MemoryStorage live = stamped();
        List<String> before = live.keys();

        assertThatThrownBy(() -> copy(unstamped(), live))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining("without stamps");

        assertThat(live.keys()).isEqualTo(before);
    }

    @Test
    void stamped_toAnUnstampedHistory_isAnErrorBeforeAnythingIsWritten() throws Exception {
        MemoryStorage live = unstamped();
        List<String> before = live.keys();

        assertThatThrownBy(() -> copy(stamped(), live))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining("00000000000000aa");

        assertThat(live.keys()).isEqualTo(before);
    }

    /** A snapshot in each index. */
    private MemoryStorage unstamped() throws Exception {
        MemoryStorage whole = new MemoryStorage();
        new TestReplica(whole, "00000000000000aa", RecordedDatabase.usual(recording, 512), BEGAN)
                .unstamped(commit -> true);
        return whole;
    }

    private static MemoryStorage only(MemoryStorage whole, String pattern) {
        MemoryStorage some = whole.copy();
        some.delete(whole.keys().stream()
                .filter(key -> !key.matches(".*" + pattern))
                .toList());
        return some;
    }

    private MemoryStorage stamped() throws Exception {
        return new TwoGenerations(recording).storage().copy();
    }

    private static CopyResult copy(Storage from, Storage to) throws IOException {
        return new Copier(attempt -> {})
                .copy(new CopyRequest(from, to, Optional.empty(), Comparison.FULL, 3, Progress.NONE));
    }

    private byte[] latest(MemoryStorage copied) throws IOException {
        Path output = directory.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(copied, output).withTarget(new Target.Latest()));
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return bytes;
    }
}
