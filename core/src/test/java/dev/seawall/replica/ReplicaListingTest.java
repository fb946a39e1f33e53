package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.MemoryStorage;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicaListingTest {
    private static final GenerationId ONE = GenerationId.ofBits(1);
    private static final GenerationId TWO = GenerationId.ofBits(2);

    private final MemoryStorage storage = new MemoryStorage();

    private void put(ObjectName name) {
        storage.put(name.key(), new byte[name.index() + 1], Instant.EPOCH);
    }

    private void putAll() {
        put(new SnapshotName(ONE, 0));
        put(new SnapshotName(ONE, 16));
        put(new SegmentName(ONE, 0, 0));
        put(new SegmentName(ONE, 0, 4152));
        put(new SegmentName(ONE, 9, 0));
        put(new SegmentName(ONE, 16, 0));
        put(new SegmentName(TWO, 0, 0));
        storage.put("generations/notes.txt", new byte[1], Instant.EPOCH);
    }

    @Test
    void read_ofAReplica_sortsByIndexThenOffset() throws Exception {
        putAll();
        ReplicaListing listing = ReplicaListing.read(storage);
        assertThat(listing.generations())
                .extracting(GenerationListing::generation)
                .containsExactly(ONE, TWO);
        GenerationListing one = listing.generation(ONE).orElseThrow();
        assertThat(one.segments())
                .extracting(Listed::name)
                .containsExactly(
                        new SegmentName(ONE, 0, 0),
                        new SegmentName(ONE, 0, 4152),
                        new SegmentName(ONE, 9, 0),
                        new SegmentName(ONE, 16, 0));
        assertThat(one.snapshots()).extracting(Listed::sizeBytes).containsExactly(1L, 17L);
        assertThat(listing.generation(TWO).orElseThrow().snapshots()).isEmpty();
        assertThat(listing.generation(GenerationId.ofBits(3))).isEmpty();
    }

    @Test
    void read_ofAListingShuffledAndDoubled_isTheSame() throws Exception {
        putAll();
        GenerationListing expected = GenerationListing.read(storage, ONE);
        storage.listInAnyOrderAndTwice(new Random(4));
        assertThat(GenerationListing.read(storage, ONE)).isEqualTo(expected);
    }

    @Test
    void read_ofABadName_namesIt() {
        putAll();
        String bad = SegmentName.folder(TWO) + "00000000_100000000.wal.lz4";
        storage.put(bad, new byte[1], Instant.EPOCH);
        assertThatThrownBy(() -> ReplicaListing.read(storage))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(bad);
    }

    /** Of several, the first that was listed: to mend one after the other. */
    @Test
    void read_ofSeveralBadNames_namesTheFirst() {
        putAll();
        String first = "generations/" + ONE + "/wal/0_0.wal.lz4";
        storage.put(first, new byte[1], Instant.EPOCH);
        storage.put("generations/" + ONE + "/wal/1_0.wal.lz4", new byte[1], Instant.EPOCH);
        assertThatThrownBy(() -> ReplicaListing.read(storage))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(first);
    }

    @Test
    void segmentsAfter_aSegment_areThoseBehindIt() throws Exception {
        putAll();
        assertThat(GenerationListing.segmentsAfter(storage, new SegmentName(ONE, 0, 4152)))
                .extracting(Listed::name)
                .containsExactly(new SegmentName(ONE, 9, 0), new SegmentName(ONE, 16, 0));
        assertThat(GenerationListing.segmentsAfter(storage, new SegmentName(ONE, 16, 0)))
                .isEmpty();
    }
}
