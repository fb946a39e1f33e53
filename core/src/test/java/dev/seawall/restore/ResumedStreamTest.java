package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that ends early, whatever the storage announced, is fetched on by ranges; not for ever. Catalogue T27. */
class ResumedStreamTest {
    private static final String KEY = "a";

    private final MemoryStorage storage = new MemoryStorage();
    private final byte[] whole = new byte[3 << 20];
    private final List<Integer> pauses = new ArrayList<>();

    @BeforeEach
    void store() {
        new Random(27).nextBytes(whole);
        storage.put(KEY, whole, Instant.EPOCH);
    }

    private ResumedStream stream(long listedBytes, InputStream body) {
        return new ResumedStream(storage, pauses::add, KEY, listedBytes, body);
    }

    private InputStream cut(int bytes) {
        return new ByteArrayInputStream(Arrays.copyOf(whole, bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 20, (3 << 20) - 1})
    void body_endsEarlyWithoutAWord_isFetchedOnFromThere(int bytes) throws Exception {
        try (ResumedStream stream = stream(whole.length, cut(bytes))) {
            assertThat(stream.readAllBytes()).isEqualTo(whole);
        }
        assertThat(storage.reads()).isEqualTo((whole.length - bytes + (1 << 20) - 1) >> 20);
        assertThat(pauses).as("one failure, one pause").containsExactly(1);
    }

    @Test
    void body_thatIsWhole_isReadOnce() throws Exception {
        try (ResumedStream stream = stream(whole.length, cut(whole.length))) {
            assertThat(stream.readAllBytes()).isEqualTo(whole);
        }
        assertThat(storage.reads()).isZero();
    }

    @Test
    void body_thatBreaksWithAnError_isFetchedOnFromThere() throws Exception {
        try (ResumedStream stream = stream(whole.length, breaking(cut(5000)))) {
            assertThat(stream.readAllBytes()).isEqualTo(whole);
        }
    }

    /** The listing said more than there is: each attempt ends at the same place. */
    @Test
    void object_shorterThanListed_isDamageAfterABoundedNumberOfAttempts() throws Exception {
        storage.put(KEY, Arrays.copyOf(whole, 700), Instant.EPOCH);
        try (ResumedStream stream = stream(1000, cut(700))) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(DamagedReplicaException.class)
                    .hasMessageContaining("1000 bytes, as listed")
                    .hasMessageContaining("cut short after 700");
        }
        assertThat(storage.reads()).isEqualTo(Pause.MAX_ATTEMPTS - 1);
        assertThat(pauses).hasSize(Pause.MAX_ATTEMPTS - 1);
    }

    @Test
    void body_longerThanListed_isLeftToTheReader() throws Exception {
        try (ResumedStream stream = stream(1000, cut(5000))) {
            assertThat(stream.readAllBytes()).hasSizeGreaterThanOrEqualTo(1000).hasSizeLessThanOrEqualTo(5000);
        }
        assertThat(storage.reads()).isZero();
    }

    @Test
    void failure_thatTryingAgainCannotMend_isNotTriedAgain() throws Exception {
        storage.delete(List.of(KEY));
        try (ResumedStream stream = stream(whole.length, cut(10))) {
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(StorageException.class);
        }
        assertThat(pauses).hasSize(1);
    }

    /** Not every failure of a connection comes as one of ours. */
    @Test
    void body_thatBreaksInAnyOtherWay_isFetchedOnFromThere() throws Exception {
        try (ResumedStream stream = stream(whole.length, failing(new IOException("Connection reset")))) {
            assertThat(stream.readAllBytes()).isEqualTo(whole);
        }
        assertThat(pauses).containsExactly(1);
    }

    private static InputStream breaking(InputStream in) {
        return new InputStream() {
            @Override
            public int read() throws StorageException {
                throw new StorageException(StorageException.Kind.UNREACHABLE, "reset", null);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws StorageException {
                try {
                    int n = in.read(bytes, offset, length);
                    return n < 0 ? read() : n;
                } catch (StorageException e) {
                    throw e;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @Test
    void body_readByteByByte_isTheSame() throws Exception {
        try (ResumedStream stream = stream(1 << 20, cut(700))) {
            for (int i = 0; i < 1 << 20; i++) {
                assertThat((byte) stream.read()).isEqualTo(whole[i]);
            }
            storage.put(KEY, new byte[0], Instant.EPOCH);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[1], 0, 0)).isZero();
        }
    }

    /** What trying again cannot mend is told as it is, also in the midst of a body. */
    @Test
    void body_thatBreaksForGood_isNotTriedAgain() throws Exception {
        StorageException forbidden = new StorageException(StorageException.Kind.FORBIDDEN, "expired", null);
        try (ResumedStream stream = stream(whole.length, failing(forbidden))) {
            assertThatThrownBy(() -> stream.read(new byte[10], 0, 10)).isSameAs(forbidden);
        }
        assertThat(pauses).isEmpty();
        assertThat(storage.reads()).isZero();
    }

    @Test
    void body_interrupted_isNotTriedAgain() throws Exception {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        try (ResumedStream stream = stream(whole.length, failing(interrupted))) {
            assertThatThrownBy(() -> stream.read(new byte[10], 0, 10)).isSameAs(interrupted);
        }
        assertThat(pauses).isEmpty();
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
    }
}
