package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNameTest {
    private static final GenerationId GENERATION = new GenerationId("0123456789abcdef");

    /** Catalogue T25. */
    @ParameterizedTest
    @CsvSource({
        "7fffffff, 7fffffff",
        "7fffffff, 80000000",
        "00000000, 80000000",
        "00000001, ffffffff",
        "7fffffff, 00000020"
    })
    void segment_atALimit_roundTrips(String index, String offset) throws Exception {
        SegmentName name = new SegmentName(GENERATION, Integer.parseInt(index, 16), Long.parseLong(offset, 16));
        assertThat(name.key()).endsWith("/" + index + "_" + offset + ".wal.lz4");
        assertThat(ObjectName.parse(name.key())).contains(name);
    }

    /** Catalogue T25. */
    @Test
    void segment_beyondTheLimits_hasNoName() {
        for (long offset : new long[] {0x1_0000_0000L, 0x10_0000_0000L, -1}) {
            assertThatThrownBy(() -> new SegmentName(GENERATION, 0, offset))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SegmentName(GENERATION, 0x8000_0000, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void segment_largestOffset_roundTrips() throws Exception {
        SegmentName name = new SegmentName(GENERATION, 0x7fff_ffff, 0xffff_ffffL);
        assertThat(name.key()).isEqualTo("generations/0123456789abcdef/wal/7fffffff_ffffffff.wal.lz4");
        assertThat(ObjectName.parse(name.key())).contains(name);
    }

    @Test
    void snapshot_anyIndex_roundTrips() throws Exception {
        SnapshotName name = new SnapshotName(GENERATION, 0x1f);
        assertThat(name.key()).isEqualTo("generations/0123456789abcdef/snapshots/0000001f.snapshot.lz4");
        assertThat(ObjectName.parse(name.key())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock.json",
                "generations",
                "generations/",
                "generations/0123456789abcdef",
                "generations/0123456789abcdef/notes.txt",
                "generations/0123456789abcdef/wal/00000000_00000000.wal.lz4.tmp",
                "generations/0123456789abcdef/wal/00000000.wal.lz4",
                "generations/0123456789abcdef/wal/copy of 00000000_00000000.wal.lz4",
                "generations/0123456789abcdef/snapshots/latest.snapshot.lz4",
                "generations/old copy/wal/00000000_00000000.wal.lz4",
                "backup/generations/0123456789abcdef/wal/00000000_00000000.wal.lz4"
            })
    void key_ofAnotherForm_isIgnored(String key) throws Exception {
        assertThat(ObjectName.parse(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generations/0123456789abcdef/wal/00000000_100000000.wal.lz4",
                "generations/0123456789abcdef/wal/00000000_0000000000001038.wal.lz4",
                "generations/0123456789abcdef/wal/00000000_0000103.wal.lz4",
                "generations/0123456789abcdef/wal/0_0.wal.lz4",
                "generations/0123456789abcdef/wal/0000000A_00000000.wal.lz4",
                "generations/0123456789abcdef/wal/00000000_0000ABCD.wal.lz4",
                "generations/0123456789abcdef/wal/80000000_00000000.wal.lz4",
                "generations/0123456789abcdef/snapshots/80000000.snapshot.lz4",
                "generations/0123456789abcdef/snapshots/000000000.snapshot.lz4",
                "generations/0123456789abcdef/snapshots/0000000F.snapshot.lz4",
                "generations/0123456789ABCDEF/snapshots/00000000.snapshot.lz4",
                "generations/0123456789abcde/wal/00000000_00000000.wal.lz4",
                "generations/0123456789abcdef0/wal/00000000_00000000.wal.lz4"
            })
    void key_ofOurFormButNotOurGrammar_isAnErrorThatNamesIt(String key) {
        assertThatThrownBy(() -> ObjectName.parse(key))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageStartingWith(key + ": ");
    }
}
