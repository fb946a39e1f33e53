package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.WatchedStorage;
import dev.seawall.storage.WatchedStorage.Call;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps an object whole: its seal, its limits, and that nothing stays open. */
class ObjectGuardsTest {
    private static final PageSize PAGE = new PageSize(512);
    private static final GenerationId GENERATION = GenerationId.ofBits(0xfeedL);

    private final MemoryStorage storage = new MemoryStorage();

    private static SnapshotStamp stamp(long commit, long pages) {
        return new SnapshotStamp(
                new Position(GENERATION, 3, PAGE.endOfFrame(9)), commit, 1234, PAGE, pages, Optional.empty());
    }

    private byte[] snapshot(SnapshotStamp stamp, int seed) throws Exception {
        byte[] content = new byte[(int) stamp.contentBytes()];
        new Random(seed).nextBytes(content);
        try (SnapshotWriter writer = new SnapshotWriter(storage, stamp)) {
            writer.write(content, 0, content.length);
            writer.complete();
        }
        byte[] object = storage.get(stamp.name().key());
        storage.delete(List.of(stamp.name().key()));
        return object;
    }

    private static byte[] read(byte[] object) throws Exception {
        try (ObjectReader reader = new ObjectReader(stamp(1, 1).name(), new ByteArrayInputStream(object))) {
            return reader.content().readAllBytes();
        }
    }

    /** Each half is right in itself: the stamp has its checksum, and so has the frame, and both are as long as they should. */
    @Test
    void stampedObject_withTheContentOfAnother_isFound() throws Exception {
        SnapshotStamp stamp = stamp(7, 4);
        byte[] one = snapshot(stamp, 1);
        byte[] other = snapshot(stamp, 2);
        int frame = StampEncoder.bytes(stamp);
        assertThat(read(one)).isNotEqualTo(read(other));

        System.arraycopy(other, frame, one, frame, one.length - frame);

        assertThatThrownBy(() -> read(one))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("content is")
                .hasMessageContaining(stamp.name().key());
    }

    @Test
    void content_readByteByByte_isTheSame() throws Exception {
        byte[] object = snapshot(stamp(7, 2), 5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectReader reader = new ObjectReader(stamp(1, 1).name(), new ByteArrayInputStream(object))) {
            assertThat(reader.isStamped()).isTrue();
            InputStream content = reader.content();
            for (int next = content.read(); next >= 0; next = content.read()) {
                bytes.write(next);
            }
            assertThat(content.read()).isEqualTo(-1);
            assertThat(content.read(new byte[1], 0, 0)).isZero();
        }
        assertThat(bytes.toByteArray()).isEqualTo(read(object));
    }

    /** A connection that is not closed is lost to the pool. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 30, Integer.MAX_VALUE})
    void objectReader_brokenOrWhole_closesItsSource(int cutAt) throws Exception {
        byte[] object = snapshot(stamp(7, 2), 5);
        AtomicInteger closed = new AtomicInteger();
        InputStream source = new ByteArrayInputStream(Arrays.copyOf(object, Math.min(cutAt, object.length))) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        try (ObjectReader reader = new ObjectReader(stamp(1, 1).name(), source)) {
            assertThat(closed).hasValue(0);
            assertThat(reader.segmentStamp()).isEmpty();
        } catch (DamagedReplicaException e) {
            assertThat(cutAt).isLessThan(object.length);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void snapshotWriter_storageFailsAtItsFirstBytes_leavesNoUploadOpen() {
        WatchedStorage failing = new WatchedStorage(storage).fail(StorageException.Kind.BUSY, Call.WRITE);

        assertThatThrownBy(() -> new SnapshotWriter(failing, stamp(1, 1)).close())
                .isInstanceOf(StorageException.class);

        assertThat(storage.openUploads()).isZero();
    }

    @Test
    void segmentEncoder_moreThanASegmentMayHold_isRefused() {
        int frames = SegmentEncoder.MAX_CONTENT_BYTES / PAGE.frameBytes() + 1;
        SegmentStamp tooLarge = new SegmentStamp(
                new Position(GENERATION, 0, 0),
                PAGE.endOfFrame(frames),
                PAGE,
                new Salt(1, 2),
                Checksum.SEED,
                Checksum.SEED,
                1,
                List.of(),
                Optional.empty(),
                Optional.empty());
        try (SegmentEncoder encoder = new SegmentEncoder()) {
            assertThatThrownBy(() ->
                            EncodedSegment.of(encoder, tooLarge, ByteBuffer.allocate((int) tooLarge.contentBytes())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "-1, 1, false", "1, 0, false", "1, 4294967295, true", "1, 4294967296, false"})
    void snapshotStamp_atItsLimits_isMadeOrRefused(long commit, long pages, boolean made) {
        if (made) {
            assertThat(stamp(commit, pages).commit()).isEqualTo(commit);
        } else {
            assertThatThrownBy(() -> stamp(commit, pages)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "4294967295, true", "4294967296, false"})
    void commit_atItsLimits_isMadeOrRefused(long pages, boolean made) {
        if (made) {
            assertThat(new Commit(PAGE.endOfFrame(1), 0, pages).databasePages()).isEqualTo(pages);
        } else {
            assertThatThrownBy(() -> new Commit(PAGE.endOfFrame(1), 0, pages))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void snapshotName_belowZero_isRefused() {
        assertThatThrownBy(() -> new SnapshotName(GENERATION, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void snapshotNames_sorted_standByGenerationAndThenByIndex() {
        List<SnapshotName> inOrder = List.of(
                new SnapshotName(GenerationId.ofBits(1), 0),
                new SnapshotName(GenerationId.ofBits(1), 9),
                new SnapshotName(GenerationId.ofBits(1), 10),
                new SnapshotName(GenerationId.ofBits(2), 1));

        assertThat(Stream.of(2, 3, 0, 1).map(inOrder::get).sorted().toList()).isEqualTo(inOrder);
    }

    /** The message is what a person has to find out with what wrote the object. */
    @ParameterizedTest
    @CsvSource({
        "4, c0, LZ4 frame flags is 000000c0",
        "5, 30, LZ4 block size is 00000030",
        "6, 00, LZ4 header checksum is"
    })
    void lz4Frame_withABrokenHeader_isNamedWithWhatWasFound(int at, String hex, String message) throws Exception {
        SnapshotStamp stamp = stamp(7, 1);
        byte[] object = snapshot(stamp, 1);
        object[StampEncoder.bytes(stamp) + at] = (byte) Integer.parseInt(hex, 16);

        assertThatThrownBy(() -> read(object))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(message);
    }
}
