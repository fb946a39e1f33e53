package dev.seawall.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class StampDecoderTest {
    private static final GenerationId GENERATION = GenerationId.ofBits(0x1234L);
    private static final PageSize PAGE = new PageSize(4096);
    private static final ContentSeal SEAL = new ContentSeal(0, 0x9abcdef0);

    private static SegmentStamp segment(int index, int commits) {
        List<Commit> list = LongStream.rangeClosed(1, commits)
                .mapToObj(i -> new Commit(PAGE.endOfFrame(2 * i), 5000 + i, 100 + i))
                .toList();
        return new SegmentStamp(
                new Position(GENERATION, index, 0),
                PAGE.endOfFrame(2L * commits + 1),
                PAGE,
                new Salt(7, 8),
                Checksum.SEED,
                new Checksum(9, 10),
                44,
                list,
                index == 0
                        ? Optional.empty()
                        : Optional.of(new SegmentStamp.IndexEnd(PAGE.endOfFrame(77), new Checksum(-1, -2))),
                index == 0 ? Optional.of(new Predecessor(Optional.empty(), "first, für alle")) : Optional.empty());
    }

    private static SnapshotStamp snapshot() {
        return new SnapshotStamp(
                new Position(GENERATION, 2, PAGE.endOfFrame(5)), 99, 123_456, PAGE, 1000, Optional.empty());
    }

    private static byte[] encode(Stamp stamp) {
        return StampEncoder.encode(new SealedStamp(stamp, new ContentSeal(stamp.contentBytes(), SEAL.xxHash32())));
    }

    private static Stamp decode(ObjectName name, byte[] bytes) throws DamagedReplicaException {
        int length = StampDecoder.stampBytes(name, bytes).orElseThrow();
        return StampDecoder.decode(name, Arrays.copyOf(bytes, length)).stamp();
    }

    /** Puts the right CRC at the end, so that what is behind it gets looked at. */
    private static byte[] sealed(byte[] stamp) {
        CRC32C crc = new CRC32C();
        crc.update(stamp, 0, stamp.length - 4);
        ByteBuffer.wrap(stamp).putInt(stamp.length - 4, (int) crc.getValue());
        return stamp;
    }

    @Test
    void stamp_ofEachKind_roundTrips() throws Exception {
        for (Stamp stamp : List.of(segment(0, 0), segment(0, 3), segment(5, 1), snapshot())) {
            byte[] bytes = encode(stamp);
            assertThat(bytes).hasSize(StampEncoder.bytes(stamp));
            assertThat(decode(stamp.name(), bytes)).isEqualTo(stamp);
        }
    }

    @Test
    void stamp_header_isASkippableFrameWithTheTimesUpFront() {
        ByteBuffer bytes = ByteBuffer.wrap(encode(segment(0, 3)));
        assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(0)).isEqualTo(0x184D2A53);
        assertThat(bytes.getInt(4)).isEqualTo(bytes.capacity() - 8);
        bytes.order(ByteOrder.BIG_ENDIAN);
        assertThat(bytes.getLong(48)).isEqualTo(5001);
        assertThat(bytes.getLong(56)).isEqualTo(5003);
        assertThat(bytes.getLong(64)).isEqualTo(44);
    }

    @Test
    void stamp_withDatabaseChecksums_isReadWithoutThem() throws Exception {
        SegmentStamp stamp = segment(0, 2);
        byte[] plain = encode(stamp);
        int commits = plain.length - 4 - 2 * StampFormat.COMMIT_BYTES;
        ByteBuffer wide = ByteBuffer.allocate(plain.length + 16);
        wide.put(plain, 0, commits + StampFormat.COMMIT_BYTES).putLong(0x1111);
        wide.put(plain, commits + StampFormat.COMMIT_BYTES, StampFormat.COMMIT_BYTES)
                .putLong(0x2222);
        wide.putShort(10, (short) (wide.getShort(10) | StampFormat.FLAG_DATABASE_CHECKSUM));
        wide.order(ByteOrder.LITTLE_ENDIAN).putInt(4, wide.capacity() - 8);
        assertThat(decode(stamp.name(), sealed(wide.array()))).isEqualTo(stamp);
    }

    @Test
    void stamp_ofAVersionToCome_saysWhich() {
        byte[] bytes = encode(snapshot());
        bytes[8] = 2;
        assertThatThrownBy(() -> decode(snapshot().name(), sealed(bytes)))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("stamp version is 2, expected 1");
    }

    @Test
    void stamp_longerThanEightMebibytes_isRefusedBeforeItIsRead() {
        byte[] prefix = Arrays.copyOf(encode(snapshot()), 8);
        ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1);
        assertThatThrownBy(() -> StampDecoder.stampBytes(snapshot().name(), prefix))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("4294967303 bytes");
    }

    /** Any field changed under a right CRC: a stamp that keeps its own rules, or a checked exception. */
    @Test
    void stamp_fuzzedUnderARightCrc_isAStampOrACheckedException() {
        Random random = new Random(77);
        for (Stamp stamp : List.of(segment(0, 0), segment(0, 3), segment(5, 1), snapshot())) {
            byte[] whole = encode(stamp);
            for (int round = 0; round < 20_000; round++) {
                byte[] fuzzed = Arrays.copyOf(whole, whole.length - (random.nextInt(8) == 0 ? random.nextInt(60) : 0));
                for (int n = random.nextInt(3); n >= 0; n--) {
                    fuzzed[8 + random.nextInt(fuzzed.length - 8)] = (byte) random.nextInt();
                }
                if (fuzzed.length >= 76) {
                    requireStampOrCheckedException(stamp.name(), sealed(fuzzed));
                }
            }
        }
    }

    private static void requireStampOrCheckedException(ObjectName name, byte[] bytes) {
        try {
            assertThat(StampDecoder.decode(name, bytes).stamp().name()).isEqualTo(name);
        } catch (DamagedReplicaException e) {
            assertThat(e.key()).isEqualTo(name.key());
        }
    }

    @Test
    void stampReader_ofAStampLongerThanItsFirstRange_readsTheRest() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        SegmentStamp stamp = segment(0, 1000);
        byte[] bytes = encode(stamp);
        assertThat(bytes.length).isGreaterThan(4096);
        storage.put(stamp.name().key(), bytes, Instant.EPOCH);
        assertThat(new StampReader(storage).read(stamp.name())).contains(stamp);
        for (int length : new int[] {5000, 4096, 4000, 8, 7, 0}) {
            storage.put(stamp.name().key(), Arrays.copyOf(bytes, length), Instant.EPOCH);
            assertThatThrownBy(() -> new StampReader(storage).read(stamp.name()))
                    .isInstanceOf(DamagedReplicaException.class);
        }
    }

    @Test
    void segmentStamp_whosePartsDisagree_cannotBeMade() {
        SegmentStamp good = segment(5, 1);
        assertThatThrownBy(() -> new SegmentStamp(
                        good.start(),
                        good.endOffsetBytes(),
                        PAGE,
                        good.salt(),
                        Checksum.SEED,
                        good.endChecksum(),
                        1,
                        List.of(new Commit(PAGE.endOfFrame(2), 10, 1), new Commit(PAGE.endOfFrame(3), 9, 1)),
                        good.previousIndexEnd(),
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time goes back");
    }
}
