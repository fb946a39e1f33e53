package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.WatchedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestorerTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");
    private static final Pause NO_PAUSE = attempt -> {};

    @TempDir
    private Path directory;

    @TempDir
    private Path recording;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TestReplica replica;

    @BeforeEach
    void store() throws Exception {
        replica = new TestReplica(storage, "00000000000000aa", RecordedDatabase.usual(recording, 1024), BEGAN)
                .snapshotsAt(commit -> commit == 0)
                .segmentsCutAtRandom(new Random(9));
    }

    private RestoreRequest request() {
        return RestoreRequest.latest(storage, directory.resolve("app.db"));
    }

    private void requireRestored() throws IOException {
        assertThat(Files.readAllBytes(directory.resolve("app.db")))
                .isEqualTo(replica.last().state());
        assertThat(directory.toFile().list()).containsExactly("app.db");
    }

    @Test
    void restore_withFullCheck_leavesTheDatabaseAndNothingElse() throws Exception {
        RestoreResult result = new Restorer().restore(request().withCheck(Check.FULL));
        requireRestored();
        assertThat(result.point().position()).isEqualTo(replica.last().position());
        assertThat(result.point().commit()).hasValue(replica.last().commit());
        assertThat(result.point().time()).isEqualTo(replica.last().time());
        assertThat(result.databaseBytes()).isEqualTo(replica.last().state().length);
        assertThat(result.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.db", "app.db-wal", "app.db-shm", "app.db-journal"})
    void restore_withSomethingInTheWay_refusesAndTouchesNothing(String name) throws Exception {
        Files.writeString(directory.resolve(name), "mine");
        assertThatThrownBy(() -> new Restorer().restore(request()))
                .isInstanceOf(TargetInTheWayException.class)
                .hasMessageContaining(name);
        assertThat(directory.toFile().list()).containsExactly(name);
        assertThat(directory.resolve(name)).hasContent("mine");
        assertThat(storage.reads()).isZero();
    }

    @Test
    void restore_withADanglingLinkInTheWay_refuses() throws Exception {
        Files.createSymbolicLink(directory.resolve("app.db-wal"), directory.resolve("gone"));
        assertThatThrownBy(() -> new Restorer().restore(request())).isInstanceOf(TargetInTheWayException.class);
    }

    @Test
    void restore_whereTheTargetAppearsMeanwhile_refusesAndLeavesIt() throws Exception {
        Progress makesAnother = (done, total) -> create(directory.resolve("app.db-wal"));
        assertThatThrownBy(() -> new Restorer().restore(request().withProgress(makesAnother)))
                .isInstanceOf(TargetInTheWayException.class);
        assertThat(directory.toFile().list()).containsExactly("app.db-wal");
    }

    private static void create(Path file) {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void restore_intoAMissingDirectory_saysSo() {
        RestoreRequest request = RestoreRequest.latest(storage, directory.resolve("none/app.db"));
        assertThatThrownBy(() -> new Restorer().restore(request))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void restore_intoANameThatUrisWouldRead_isCheckedAllTheSame() throws Exception {
        Path odd = directory.resolve("a b%20?#ü.db");
        new Restorer().restore(RestoreRequest.latest(storage, odd).withCheck(Check.QUICK));
        assertThat(Files.readAllBytes(odd)).isEqualTo(replica.last().state());
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void restore_cancelledByItsListener_leavesNothingBehind() {
        Progress cancels = (done, total) -> {
            if (done > total / 2) {
                throw new CancellationException();
            }
        };
        assertThatThrownBy(() -> new Restorer().restore(request().withProgress(cancels)))
                .isInstanceOf(CancellationException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void restore_interrupted_leavesNothingBehind() {
        Progress interrupts = (done, total) -> Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Restorer().restore(request().withProgress(interrupts)))
                .isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void restore_whereTheCheckFindsFault_leavesNothingBehind() throws Exception {
        MemoryStorage broken = new MemoryStorage();
        byte[] state = replica.last().state();
        // A page of noise inside an unstamped snapshot: all that LZ4 can prove is right.
        new Random(1).nextBytes(state);
        byte[] header = replica.last().state();
        System.arraycopy(header, 0, state, 0, 100);
        broken.put("generations/00000000000000aa/snapshots/00000000.snapshot.lz4", TestReplica.lz4(state), BEGAN);
        RestoreRequest request = RestoreRequest.latest(broken, directory.resolve("app.db"));
        assertThatThrownBy(() -> new Restorer().restore(request.withCheck(Check.QUICK)))
                .isInstanceOf(CheckFailedException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void restore_ofAnEmptySnapshot_isRefused() throws Exception {
        MemoryStorage broken = new MemoryStorage();
        String key = "generations/00000000000000aa/snapshots/00000000.snapshot.lz4";
        broken.put(key, TestReplica.lz4(new byte[0]), BEGAN);
        RestoreRequest request = RestoreRequest.latest(broken, directory.resolve("app.db"));
        assertThatThrownBy(() -> new Restorer().restore(request))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(key);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 400, 3000, 64 << 20})
    void restore_withAnyBudget_isTheSame(long budgetBytes) throws Exception {
        new Restorer(NO_PAUSE, budgetBytes).restore(request().withParallelism(3));
        requireRestored();
    }

    @Test
    void restore_reportsProgress_upToTheWhole() throws Exception {
        List<Long> done = new ArrayList<>();
        RestoreRequest request = request().withProgress((bytes, total) -> done.add(total - bytes));
        new Restorer().restore(request);
        assertThat(done).isSortedAccordingTo((a, b) -> Long.compare(b, a)).endsWith(0L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 64 << 20})
    void restore_fromAStorageThatFailsNowAndThen_isTheSame(long budgetBytes) throws Exception {
        FlakyStorage flaky = new FlakyStorage(storage, new Random(3));
        new Restorer(NO_PAUSE, budgetBytes)
                .restore(RestoreRequest.latest(flaky, directory.resolve("app.db"))
                        .withParallelism(1));
        requireRestored();
        assertThat(flaky.failures()).isGreaterThan(10);
    }

    @Test
    void restore_fromAStorageThatIsGone_givesUp() {
        FlakyStorage gone = new FlakyStorage(storage, new Random(3)).gone();
        assertThatThrownBy(() ->
                        new Restorer(NO_PAUSE, 0).restore(RestoreRequest.latest(gone, directory.resolve("app.db"))))
                .isInstanceOf(StorageException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void restore_whereRetentionDeletesThePlansSnapshot_plansAgain() throws Exception {
        String planned = "generations/00000000000000aa/snapshots/00000000.snapshot.lz4";
        storage.beforeReading(planned, () -> {
            replica.snapshotsAt(commit -> commit == 11);
            storage.delete(List.of(planned));
        });
        new Restorer(NO_PAUSE, 0).restore(request());
        requireRestored();
        assertThat(storage.keys()).doesNotContain(planned);
    }

    /** Retention as short as the restore is long: each plan is out of date before it is carried out. */
    @Test
    void restore_whereRetentionDeletesEachPlansSnapshot_plansAgainAFewTimes() throws Exception {
        deleteWhenRead(List.of(0L, 11L, 14L, 16L), 0);
        new Restorer(NO_PAUSE, 0).restore(request());
        requireRestored();
    }

    /** Puts a snapshot of the next of these commits in the place of the one that is read, as long as there is one. */
    private void deleteWhenRead(List<Long> commits, int at) {
        String snapshot = storage.keys().stream()
                .filter(key -> key.contains("/snapshots/"))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        storage.beforeReading(snapshot, () -> {
            if (at + 1 < commits.size()) {
                storage.delete(List.of(snapshot));
                replica.snapshotsAt(commit -> commit == commits.get(at + 1));
                deleteWhenRead(commits, at + 1);
            }
        });
    }

    /** A bug in a storage is a bug, and no damage; nothing may stay behind all the same. */
    @Test
    void restore_storageFailsInAWayNobodyDeclared_endsAndLeavesNothingBehind() {
        WatchedStorage broken = new WatchedStorage(storage).before((call, key) -> {
            if (call == WatchedStorage.Call.READ && key.contains("/wal/00000002")) {
                throw new IllegalStateException("a bug");
            }
        });
        assertThatThrownBy(() -> new Restorer(NO_PAUSE, 64 << 20)
                        .restore(RestoreRequest.latest(broken, directory.resolve("app.db"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(directory).isEmptyDirectory();
    }
}
