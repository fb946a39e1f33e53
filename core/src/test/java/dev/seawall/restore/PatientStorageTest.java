package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StoredObject;
import dev.seawall.storage.WatchedStorage;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore outlasts a storage that fails for some seconds, and does not wait for one that will not answer otherwise. */
class PatientStorageTest {
    private static final String KEY = "a/b";

    private final MemoryStorage objects = new MemoryStorage();
    private final WatchedStorage storage = new WatchedStorage(objects);
    private final List<Integer> pauses = new ArrayList<>();
    private final PatientStorage patient = new PatientStorage(storage, pauses::add);
    private int left;

    @BeforeEach
    void store() {
        objects.put(KEY, new byte[] {1, 2, 3}, Instant.EPOCH);
    }

    private void failTimes(int times, Kind kind) {
        left = times;
        storage.before((call, key) -> {
            if (left-- > 0) {
                throw new StorageException(kind, "as asked", null);
            }
        });
    }

    /** Each way to read, and what it must say of what is stored. */
    private void readAll() throws Exception {
        assertThat(patient.read(KEY).readAllBytes()).containsExactly(1, 2, 3);
        assertThat(patient.readRange(KEY, 1, 1)).containsExactly(2);
        List<StoredObject> listed = new ArrayList<>();
        patient.list("a/", "", listed::add);
        assertThat(listed).containsExactly(new StoredObject(KEY, 3, Instant.EPOCH));
        assertThat(patient.listFolders("")).containsExactly("a");
    }

    private List<ThrowingCallable> reads() {
        return List.of(
                () -> patient.read(KEY),
                () -> patient.readRange(KEY, 1, 1),
                () -> patient.list("a/", "", object -> {}),
                () -> patient.listFolders(""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Pause.MAX_ATTEMPTS - 1})
    void read_failsForAWhile_answersInTheEnd(int times) throws Exception {
        failTimes(times, Kind.BUSY);
        readAll();
        assertThat(pauses).hasSize(times);
        for (int i = 0; i < times; i++) {
            assertThat(pauses.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void read_goesOnFailing_isGivenUp() {
        for (ThrowingCallable read : reads()) {
            pauses.clear();
            failTimes(Integer.MAX_VALUE, Kind.UNREACHABLE);
            assertThatThrownBy(read).isInstanceOf(StorageException.class).hasMessage("as asked");
            assertThat(pauses).hasSize(Pause.MAX_ATTEMPTS - 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "FORBIDDEN", "NO_CONTAINER", "REFUSED"})
    void read_failsForGood_isNotTriedAgain(Kind kind) {
        for (ThrowingCallable read : reads()) {
            failTimes(Integer.MAX_VALUE, kind);
            assertThatThrownBy(read)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        }
        assertThat(pauses).isEmpty();
    }

    /** What the storage failed with is the news; that nobody waits any more is beside it. */
    @Test
    void read_interruptedBetweenTwoAttempts_failsWithWhatTheStorageSaid() {
        InterruptedIOException interrupted = new InterruptedIOException("stopped");
        PatientStorage impatient = new PatientStorage(storage, attempt -> {
            throw interrupted;
        });
        failTimes(1, Kind.BUSY);
        assertThatThrownBy(() -> impatient.read(KEY))
                .isInstanceOf(StorageException.class)
                .hasMessage("as asked")
                .hasSuppressedException(interrupted);
    }

    @Test
    void sleep_interrupted_endsAtOnceAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Pause.sleep(Pause.MAX_ATTEMPTS)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Who restores must not be able to change what there is to restore. */
    @Test
    void change_ofAnyKind_isRefused() {
        assertThatThrownBy(() -> patient.create("new", ByteBuffer.allocate(1)))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> patient.startUpload("new", 0, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> patient.delete(List.of(KEY))).isInstanceOf(UnsupportedOperationException.class);
        assertThat(objects.keys()).containsExactly(KEY);
        assertThat(objects.openUploads()).isZero();
    }

    @Test
    void close_leavesTheStorageToItsOwner() {
        boolean[] closed = {false};
        ForwardingStorage owned = new ForwardingStorage(objects) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (PatientStorage borrowed = new PatientStorage(owned)) {
            assertThat(borrowed).hasToString("memory");
        }
        assertThat(closed[0]).isFalse();
    }
}
