package dev.seawall.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.StampedObjects;
import dev.seawall.storage.MemoryStorage;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final GenerationId OLD = GenerationId.ofBits(1);
    private static final GenerationId CURRENT = GenerationId.ofBits(2);

    private final MemoryStorage storage = new MemoryStorage();
    private final DeletionLog log = new DeletionLog(storage);
    private final StampedObjects old = new StampedObjects(storage, OLD);
    private final StampedObjects current = new StampedObjects(storage, CURRENT);

    private int apply(long windowStartMillis) throws Exception {
        return new Retention(log).apply(CURRENT, windowStartMillis);
    }

    /** Three indexes, a snapshot in each: 1000, 2000, 3000. */
    @BeforeEach
    void writeTheCurrentGeneration() throws Exception {
        for (int index = 0; index < 3; index++) {
            current.snapshot(index, 1000L * (index + 1));
            current.segment(index, 0, 1000L * (index + 1) + 1);
            current.segment(index, 1, 1000L * (index + 1) + 2);
        }
    }

    @Test
    void apply_withinAGeneration_deletesWhatIsBelowTheNewestSnapshotBeforeTheWindow() throws Exception {
        assertThat(apply(2999)).isEqualTo(3);
        assertThat(storage.keys()).hasSize(6).noneMatch(key -> key.matches(".*/00000000[._].*"));

        assertThat(apply(3000)).isEqualTo(3);
        assertThat(storage.keys()).hasSize(3).allMatch(key -> key.matches(".*/00000002[._].*"));

        assertThat(apply(Long.MAX_VALUE)).isZero();
        assertThat(storage.keys()).hasSize(3);
    }

    @Test
    void apply_windowBeforeTheFirstSnapshot_deletesNothing() throws Exception {
        assertThat(apply(999)).isZero();
        assertThat(storage.keys()).hasSize(9);
    }

    /** Interrupted anywhere, what is left must not look like a whole generation with a hole in it. */
    @Test
    void apply_order_isSnapshotsFirstThenIndexesUpwardsAndOffsetsDownwards() throws Exception {
        apply(3000);

        String folder = "generations/" + CURRENT;
        assertThat(log.deleted())
                .containsExactly(
                        folder + "/snapshots/00000000.snapshot.lz4",
                        folder + "/snapshots/00000001.snapshot.lz4",
                        folder + "/wal/00000000_00000238.wal.lz4",
                        folder + "/wal/00000000_00000000.wal.lz4",
                        folder + "/wal/00000001_00000238.wal.lz4",
                        folder + "/wal/00000001_00000000.wal.lz4");
    }

    @Test
    void apply_currentWithoutSnapshot_deletesNothingAnywhere() throws Exception {
        old.snapshot(0, 1);
        MemoryStorage bare = new MemoryStorage();
        new StampedObjects(bare, CURRENT).segment(0, 0, 5000);
        new StampedObjects(bare, OLD).snapshot(0, 1);

        assertThat(new Retention(bare).apply(CURRENT, Long.MAX_VALUE)).isZero();
        assertThat(bare.keys()).hasSize(2);
    }

    @Test
    void apply_generationWhoseSuccessorCoversTheWindow_goesWhole() throws Exception {
        old.snapshot(0, 100);
        old.segment(0, 0, 200);
        old.segment(0, 1, 300);

        assertThat(apply(999))
                .as("the window begins before the current generation")
                .isZero();
        assertThat(apply(1000)).isEqualTo(3);
        assertThat(storage.listFolders("generations/")).containsExactly(CURRENT.text());
    }

    @Test
    void apply_generationWithAMomentInTheWindow_stays() throws Exception {
        old.snapshot(0, 100);
        old.segment(0, 0, 1500);

        assertThat(apply(1499)).isZero();
        assertThat(apply(1500)).isEqualTo(2);
    }

    @Test
    void apply_generationWithoutOurStamp_isNeverDeleted() throws Exception {
        old.unstamp(old.snapshot(0, 100));
        old.segment(0, 0, 200);

        assertThat(apply(1000)).isZero();

        StampedObjects third = new StampedObjects(storage, GenerationId.ofBits(3));
        third.snapshot(0, 100);
        third.unstamp(third.segment(0, 0, 200));

        assertThat(apply(1000)).isZero();
    }

    /** It is not ours to mend, and must not keep everything else for ever. */
    @Test
    void apply_besideAGenerationThatIsDamaged_leavesItAndForgetsTheRest() throws Exception {
        old.snapshot(0, 100);
        String broken = old.segment(0, 0, 200);
        storage.put(broken, new byte[] {1, 2, 3}, Instant.EPOCH);
        StampedObjects third = new StampedObjects(storage, GenerationId.ofBits(3));
        third.snapshot(0, 300);
        storage.put("generations/" + GenerationId.ofBits(4) + "/wal/0.wal.lz4", new byte[9], Instant.EPOCH);

        assertThat(apply(3000)).isEqualTo(1 + 6);
        assertThat(storage.keys()).contains(broken).hasSize(3 + 2 + 1);
    }

    @Test
    void apply_currentWithoutOurStamp_deletesNothing() throws Exception {
        current.unstamp("generations/" + CURRENT + "/snapshots/00000002.snapshot.lz4");

        assertThat(apply(3000)).isZero();
    }

    @Test
    void apply_generationOfSnapshotsAlone_goesByTheirTime() throws Exception {
        old.snapshot(0, 100);

        assertThat(apply(1000)).isEqualTo(1);
    }

    /** It may have begun just now, by another Seawall. */
    @Test
    void apply_generationThatKnowsNoMomentYet_stays() throws Exception {
        old.segment(0, 0);

        assertThat(apply(3000)).isEqualTo(6);
        assertThat(storage.listFolders("generations/")).contains(OLD.text());
    }

    @Test
    void apply_foldersOfOthers_areLeftAlone() throws Exception {
        storage.put("generations/my copy/wal/00000000_00000000.wal.lz4", new byte[1], Instant.EPOCH);

        assertThat(apply(1000)).isZero();
        assertThat(storage.keys()).hasSize(10);
    }
}
