package dev.seawall.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.copy.CopyRequest.Comparison;
import dev.seawall.copy.Sameness.Pair;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.SnapshotWriter;
import dev.seawall.restore.PatientStorage;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.PageSize;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One object that is too large to be held in memory. */
class TransferTest {
    private static final int PAGES = 2500;
    private static final SnapshotName NAME = new SnapshotName(new GenerationId("00000000000000aa"), 3);

    private final MemoryStorage from = new MemoryStorage();
    private final MemoryStorage to = new MemoryStorage();

    @BeforeEach
    void storeLargeSnapshot() throws StorageException {
        SnapshotStamp stamp = new SnapshotStamp(
                new Position(NAME.generation(), NAME.index(), 0), 1, 1, new PageSize(4096), PAGES, Optional.empty());
        byte[] page = new byte[4096];
        Random random = new Random(1);
        try (SnapshotWriter writer = new SnapshotWriter(from, stamp)) {
            for (int i = 0; i < PAGES; i++) {
                random.nextBytes(page);
                writer.write(page, 0, page.length);
            }
            writer.complete();
        }
        assertThat(from.get(NAME.key()).length).isGreaterThan(8 << 20);
    }

    @Test
    void large_object_isTheSame() throws IOException {
        assertThat(copy(to)).isEqualTo(PAGES * 4096L);

        assertThat(to.get(NAME.key())).isEqualTo(from.get(NAME.key()));
    }

    @Test
    void large_objectToAStorageThatFailsNowAndThen_isTheSame() throws IOException {
        FlakyStorage flaky = new FlakyStorage(to, new Random(3));
        flaky.failAtRate(0.005);

        copy(flaky);

        assertThat(to.get(NAME.key())).isEqualTo(from.get(NAME.key()));
        assertThat(to.openUploads()).isZero();
    }

    @Test
    void large_objectWithAFlippedBit_neverAppears() {
        byte[] bytes = from.get(NAME.key());
        bytes[bytes.length / 2] ^= 1;
        from.put(NAME.key(), bytes, Instant.EPOCH);

        assertThatThrownBy(() -> copy(to)).isInstanceOf(DamagedReplicaException.class);

        assertThat(to.keys()).isEmpty();
        assertThat(to.openUploads()).isZero();
    }

    @Test
    void other_objectThatIsThere_staysAsItIs() {
        byte[] bytes = from.get(NAME.key());
        bytes[bytes.length / 2] ^= 1;
        to.put(NAME.key(), bytes, Instant.EPOCH);

        assertThatThrownBy(() -> copy(to))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining("other bytes");

        assertThat(to.get(NAME.key())).isEqualTo(bytes);
    }

    /** What the quick look is quick for: bytes in the middle. */
    @Test
    void difference_inTheMiddle_isSeenByTheFullComparisonAlone() throws IOException {
        byte[] bytes = from.get(NAME.key());
        bytes[bytes.length / 2] ^= 1;
        to.put(NAME.key(), bytes, Instant.EPOCH);

        sameness(Comparison.QUICK).require(new Pair(listed(), listed()));
        assertThatThrownBy(() -> sameness(Comparison.FULL).require(new Pair(listed(), listed())))
                .isInstanceOf(CopyConflictException.class);
    }

    @Test
    void difference_atTheEnd_isSeenAtOnce() {
        byte[] bytes = from.get(NAME.key());
        bytes[bytes.length - 1] ^= 1;
        to.put(NAME.key(), bytes, Instant.EPOCH);

        assertThatThrownBy(() -> sameness(Comparison.QUICK).require(new Pair(listed(), listed())))
                .isInstanceOf(CopyConflictException.class);
    }

    /** What may be in memory at a time is counted by what was fetched. */
    @Test
    void small_objectThatWasFetched_isSentFromThere() throws IOException {
        SnapshotName name = new SnapshotName(NAME.generation(), 4);
        SnapshotStamp stamp = new SnapshotStamp(
                new Position(name.generation(), name.index(), 0), 1, 1, new PageSize(4096), 1, Optional.empty());
        try (SnapshotWriter writer = new SnapshotWriter(from, stamp)) {
            writer.write(new byte[4096], 0, 4096);
            writer.complete();
        }
        byte[] fetched = from.get(name.key());
        WriteLimit target = new WriteLimit(to, 1);
        Transfer transfer = new Transfer(new PatientStorage(from), target, sameness(Comparison.FULL), attempt -> {});

        transfer.copy(new Listed<>(name, fetched.length, Instant.EPOCH), Optional.of(fetched), opened -> {});

        assertThat(target.lastContent()).isSameAs(fetched);
        assertThat(to.get(name.key())).isEqualTo(fetched);
    }

    private Listed<SnapshotName> listed() {
        return new Listed<>(NAME, from.get(NAME.key()).length, Instant.EPOCH);
    }

    private Sameness sameness(Comparison comparison) {
        return new Sameness(new PatientStorage(from), new PatientStorage(to), comparison);
    }

    private long copy(Storage target) throws IOException {
        PatientStorage source = new PatientStorage(from);
        Transfer transfer = new Transfer(source, target, sameness(Comparison.FULL), attempt -> {});
        return transfer.copy(listed(), Optional.empty(), opened -> {});
    }
}
