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
import dev.seawall.storage.WatchedStorage;
import dev.seawall.wal.PageSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A snapshot of one page. */
    private Listed<SnapshotName> small() throws StorageException {
        SnapshotName name = new SnapshotName(NAME.generation(), 4);
        SnapshotStamp stamp = new SnapshotStamp(
                new Position(name.generation(), name.index(), 0), 1, 1, new PageSize(4096), 1, Optional.empty());
        try (SnapshotWriter writer = new SnapshotWriter(from, stamp)) {
            writer.write(new byte[4096], 0, 4096);
            writer.complete();
        }
        return new Listed<>(name, from.get(name.key()).length, Instant.EPOCH);
    }

    @Test
    void object_fetchedOrNot_isTheSame() throws IOException {
        Transfer transfer = new Transfer(new PatientStorage(from), to, sameness(Comparison.FULL), attempt -> {});
        Listed<SnapshotName> small = small();
        transfer.copy(small, Optional.empty(), opened -> {});
        transfer.copy(listed(), Optional.of(from.get(NAME.key())), opened -> {});

        assertThat(to.get(small.name().key())).isEqualTo(from.get(small.name().key()));
        assertThat(to.get(NAME.key())).isEqualTo(from.get(NAME.key()));
    }

    /** One that is busy is asked a few times, one that refuses is not. */
    @ParameterizedTest
    @CsvSource({"BUSY, 6", "FORBIDDEN, 1"})
    void object_storageThatGoesOnFailing_isGivenUp(StorageException.Kind kind, int attempts) throws IOException {
        List<WatchedStorage.Call> tried = new ArrayList<>();
        WatchedStorage failing = new WatchedStorage(to).before((call, key) -> {
            tried.add(call);
            throw new StorageException(kind, "as asked", null);
        });
        Transfer transfer = new Transfer(new PatientStorage(from), failing, sameness(Comparison.FULL), attempt -> {});
        Listed<SnapshotName> small = small();
        for (Listed<SnapshotName> each : List.of(small, listed())) {
            tried.clear();
            assertThatThrownBy(() -> transfer.copy(each, Optional.empty(), opened -> {}))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("as asked");
            assertThat(tried).hasSize(attempts);
        }
        assertThat(to.keys()).isEmpty();
        assertThat(to.openUploads()).isZero();
    }

    @Test
    void difference_inLength_isSeenBeforeAnythingIsRead() {
        byte[] bytes = from.get(NAME.key());
        to.put(NAME.key(), bytes, Instant.EPOCH);
        Listed<SnapshotName> longer = new Listed<>(NAME, bytes.length + 1L, Instant.EPOCH);

        assertThatThrownBy(() -> sameness(Comparison.QUICK).require(new Pair(listed(), longer)))
                .isInstanceOf(CopyConflictException.class)
                .hasMessageContaining((bytes.length + 1) + " bytes there");
        assertThat(from.reads() + to.reads()).isZero();
    }

    @Test
    void object_ofNoBytes_isTheSameAsAnother() throws IOException {
        Listed<SnapshotName> empty = new Listed<>(NAME, 0, Instant.EPOCH);
        for (Comparison comparison : Comparison.values()) {
            sameness(comparison).require(new Pair(empty, empty));
        }
    }

    /** A bug in a storage is neither a difference nor its absence. */
    @Test
    void comparison_failsInAWayNobodyDeclared_isNotTakenForEqual() {
        WatchedStorage broken = new WatchedStorage(from).before((call, key) -> {
            throw new IllegalStateException("a bug");
        });
        Sameness sameness = new Sameness(new PatientStorage(broken), new PatientStorage(to), Comparison.QUICK);

        assertThatThrownBy(() -> sameness.require(List.of(new Pair(listed(), listed())), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a bug");
    }

    @Test
    void sent_byteByByte_isAllSent() throws IOException {
        byte[] bytes = {1, 2, -3};
        try (Storage.Upload upload = to.startUpload("a", 0, 3);
                SentStream sent = new SentStream(new ByteArrayInputStream(bytes), upload)) {
            assertThat(sent.read()).isEqualTo(1);
            assertThat(sent.read()).isEqualTo(2);
            assertThat(sent.read()).isEqualTo(253);
            assertThat(sent.read()).isEqualTo(-1);
            assertThat(sent.read(new byte[4])).isEqualTo(-1);
            assertThatThrownBy(() -> sent.skip(1)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(sent.markSupported()).isFalse();
            upload.complete(new byte[0]);
        }
        assertThat(to.get("a")).isEqualTo(bytes);
    }

    @Test
    void request_withoutAThread_isRefused() {
        assertThatThrownBy(() -> new CopyRequest(from, to, Optional.empty(), Comparison.QUICK, 0, (done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
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
