package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.PutResult;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectRoundTripTest {
    private static final GenerationId GENERATION = new GenerationId("0123456789abcdef");
    private static final PageSize PAGE = new PageSize(512);
    private static final Predecessor PREDECESSOR =
            new Predecessor(Optional.of(new GenerationId("fedcba9876543210")), "wal_changed_while_down");

    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 600, 15_600})
    void segment_ofAnyLength_comesBackWithItsStamp(int frames) throws Exception {
        SegmentStamp stamp = segment(frames);
        byte[] content = content((int) stamp.contentBytes());
        store(stamp, content);
        try (ObjectReader reader = ObjectReader.open(storage, stamp.name())) {
            assertThat(reader.segmentStamp()).contains(stamp);
            assertThat(reader.content().readAllBytes()).isEqualTo(content);
        }
        assertThat(new StampReader(storage).read(stamp.name())).contains(stamp);
    }

    @Test
    void segmentEncoder_usedAgain_leavesNothingOfTheSegmentBefore() throws Exception {
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            SegmentStamp large = segment(600);
            EncodedSegment.of(encoder, large, ByteBuffer.wrap(content((int) large.contentBytes())));
            SegmentStamp small = segment(1);
            byte[] content = content((int) small.contentBytes());
            storage.create(small.name().key(), EncodedSegment.of(encoder, small, ByteBuffer.wrap(content)));
            try (ObjectReader reader = ObjectReader.open(storage, small.name())) {
                assertThat(reader.content().readAllBytes()).isEqualTo(content);
            }
        }
    }

    /** As where what was read does not verify, and is read again. */
    @Test
    void segmentEncoder_begunAnew_leavesNothingOfWhatWasAdded() throws Exception {
        SegmentStamp stamp = segment(600);
        byte[] content = content((int) stamp.contentBytes());
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            encoder.begin(600);
            encoder.append(new byte[300_001], 0, 300_001);
            encoder.begin(600);
            for (int at = 0; at < content.length; at += 100_000) {
                encoder.append(content, at, Math.min(100_000, content.length - at));
            }
            ByteBuffer pieces = encoder.finish(stamp);
            try (SegmentEncoder whole = new SegmentEncoder()) {
                assertThat(pieces).isEqualTo(EncodedSegment.of(whole, stamp, ByteBuffer.wrap(content)));
            }
            storage.create(stamp.name().key(), pieces);
        }
        try (ObjectReader reader = ObjectReader.open(storage, stamp.name())) {
            assertThat(reader.content().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void segmentEncoder_moreCommitsThanAnnounced_isRefused() {
        SegmentStamp stamp = segment(600);
        byte[] content = content((int) stamp.contentBytes());
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            encoder.begin(0);
            encoder.append(content, 0, content.length);
            assertThatThrownBy(() -> encoder.finish(stamp))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("announced");
        }
    }

    @Test
    void segmentEncoder_contentOfAnotherLength_isRefused() {
        SegmentStamp stamp = segment(2);
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            assertThatThrownBy(() ->
                            EncodedSegment.of(encoder, stamp, ByteBuffer.allocate((int) stamp.contentBytes() - 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 2000})
    void snapshot_ofAnyLength_comesBackWithItsStamp(int pages) throws Exception {
        SnapshotStamp stamp = snapshot(pages);
        byte[] content = content((int) stamp.contentBytes());
        try (SnapshotWriter writer = new SnapshotWriter(storage, stamp)) {
            for (int i = 0; i < content.length; i += 3000) {
                writer.write(content, i, Math.min(3000, content.length - i));
            }
            assertThat(writer.complete()).isEqualTo(PutResult.CREATED);
        }
        try (ObjectReader reader = ObjectReader.open(storage, stamp.name())) {
            assertThat(reader.snapshotStamp()).contains(stamp);
            assertThat(reader.content().readAllBytes()).isEqualTo(content);
        }
        assertThat(new StampReader(storage).read(stamp.name())).contains(stamp);
        assertThat(storage.openUploads()).isZero();
    }

    @Test
    void snapshotWriter_contentTooShort_refusesToComplete() throws Exception {
        try (SnapshotWriter writer = new SnapshotWriter(storage, snapshot(2))) {
            writer.write(new byte[1023], 0, 1023);
            assertThatThrownBy(writer::complete).isInstanceOf(IllegalStateException.class);
        }
        assertThat(storage.keys()).isEmpty();
        assertThat(storage.openUploads()).isZero();
    }

    @Test
    void snapshotWriter_contentTooLong_refusesIt() throws Exception {
        try (SnapshotWriter writer = new SnapshotWriter(storage, snapshot(2))) {
            assertThatThrownBy(() -> writer.write(new byte[1025], 0, 1025)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(storage.keys()).isEmpty();
    }

    @Test
    void snapshotStamp_ofZeroPages_isRefused() {
        assertThatThrownBy(() -> snapshot(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A bit can matter to nobody: in a run of zeros, a match may as well reach back three bytes as one. */
    @Test
    void stampedObject_anyOneBitFlipped_isFoundOrGivesTheSameContent() throws Exception {
        SegmentStamp stamp = segment(3);
        byte[] content = content((int) stamp.contentBytes());
        store(stamp, content);
        byte[] whole = storage.get(stamp.name().key());
        int found = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] broken = whole.clone();
            broken[bit / 8] ^= (byte) (1 << (bit % 8));
            storage.put(stamp.name().key(), broken, Instant.EPOCH);
            try {
                assertThat(readAll(stamp.name())).as("bit %d", bit).isEqualTo(content);
            } catch (DamagedReplicaException e) {
                assertThat(e).hasMessageContaining(stamp.name().key());
                found++;
            }
        }
        assertThat(found).isGreaterThan(whole.length * 8 - 32);
    }

    @Test
    void stampedObject_cutAnywhere_isFoundAndNamed() throws Exception {
        SegmentStamp stamp = segment(3);
        store(stamp, content((int) stamp.contentBytes()));
        byte[] whole = storage.get(stamp.name().key());
        for (int length = 0; length < whole.length; length++) {
            assertDamaged(stamp.name(), Arrays.copyOf(whole, length), "length " + length);
        }
        assertDamaged(stamp.name(), Arrays.copyOf(whole, whole.length + 1), "one byte more");
    }

    @Test
    void stampedObject_underAnotherName_isFound() throws Exception {
        SegmentStamp stamp = segment(3);
        store(stamp, content((int) stamp.contentBytes()));
        byte[] whole = storage.get(stamp.name().key());
        assertDamaged(new SegmentName(GenerationId.ofBits(1), 0, 0), whole, "generation");
        assertDamaged(new SegmentName(GENERATION, 1, 0), whole, "index");
        assertDamaged(new SegmentName(GENERATION, 0, 32), whole, "offset");
        assertDamaged(new SnapshotName(GENERATION, 0), whole, "kind");
    }

    private void assertDamaged(ObjectName name, byte[] object, String what) {
        storage.put(name.key(), object, Instant.EPOCH);
        assertThatThrownBy(() -> readAll(name))
                .as(what)
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(name.key());
    }

    private byte[] readAll(ObjectName name) throws IOException {
        try (ObjectReader reader = ObjectReader.open(storage, name)) {
            if (!reader.isStamped()) {
                throw new DamagedReplicaException(name.key(), "stamp", "one", "not there");
            }
            return reader.content().readAllBytes();
        }
    }

    private void store(SegmentStamp stamp, byte[] content) {
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            storage.create(stamp.name().key(), EncodedSegment.of(encoder, stamp, ByteBuffer.wrap(content)));
        }
    }

    private static SegmentStamp segment(int frames) {
        List<Commit> commits = new ArrayList<>();
        for (int i = 1; i <= frames; i++) {
            commits.add(new Commit(PAGE.endOfFrame(i), 1000 + i / 2, 0xffff_fff0L));
        }
        return new SegmentStamp(
                new Position(GENERATION, 0, 0),
                PAGE.endOfFrame(frames),
                PAGE,
                new Salt(-1, 7),
                Checksum.SEED,
                new Checksum(3, -4),
                1,
                commits,
                Optional.empty(),
                Optional.of(PREDECESSOR));
    }

    private static SnapshotStamp snapshot(int pages) {
        return new SnapshotStamp(
                new Position(GENERATION, 3, PAGE.endOfFrame(9)), 77, 1234, PAGE, pages, Optional.of(PREDECESSOR));
    }

    /** Half noise, half zeros, so that both kinds of blocks occur. */
    private static byte[] content(int length) {
        byte[] content = new byte[length];
        byte[] noise = new byte[length / 2];
        new Random(length).nextBytes(noise);
        System.arraycopy(noise, 0, content, 0, noise.length);
        return content;
    }
}
