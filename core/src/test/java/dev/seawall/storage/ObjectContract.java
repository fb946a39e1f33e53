package dev.seawall.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every storage promises about single objects. */
abstract class ObjectContract extends StorageFixture {
    @Test
    void create_newKey_isReadBack() throws IOException {
        byte[] content = random(100_000);

        assertThat(storage.create("a/b/c.lz4", ByteBuffer.wrap(content))).isEqualTo(PutResult.CREATED);

        assertThat(read("a/b/c.lz4")).isEqualTo(content);
    }

    @Test
    void create_existingKey_leavesItAsItIs() throws IOException {
        put("a", "first");

        assertThat(storage.create("a", bytes("second"))).isEqualTo(PutResult.ALREADY_EXISTS);

        assertThat(read("a")).asString(UTF_8).isEqualTo("first");
    }

    @Test
    void create_existingKeyWithLargeContent_leavesItAsItIs() throws IOException {
        put("a", "first");

        assertThat(storage.create("a", ByteBuffer.wrap(random(8 << 20)))).isEqualTo(PutResult.ALREADY_EXISTS);

        assertThat(read("a")).asString(UTF_8).isEqualTo("first");
    }

    @Test
    void create_partOfBuffer_takesThatPartAndLeavesTheBuffer() throws IOException {
        ByteBuffer outer = bytes("0123456789").position(2).slice();
        outer.position(1).limit(4);

        storage.create("a", outer);

        assertThat(read("a")).asString(UTF_8).isEqualTo("345");
        assertThat(outer.position()).isEqualTo(1);
        assertThat(outer.limit()).isEqualTo(4);
    }

    @Test
    void create_emptyContent_isAnObject() throws IOException {
        put("empty", "");

        assertThat(read("empty")).isEmpty();
        assertThat(storage.readRange("empty", 0, 10)).isEmpty();
        assertThat(keys("", "")).containsExactly("empty");
    }

    @Test
    void create_byManyAtOnce_hasOneWinner() throws Exception {
        int writers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<PutResult>> attempts = IntStream.range(0, writers)
                    .<Callable<PutResult>>mapToObj(i -> () -> createUnlessBusy("race/key", "writer " + i))
                    .toList();
            List<PutResult> results = new ArrayList<>();
            for (Future<PutResult> result : threads.invokeAll(attempts)) {
                results.add(result.get());
            }

            assertThat(results).containsOnlyOnce(PutResult.CREATED);
            int winner = results.indexOf(PutResult.CREATED);
            assertThat(read("race/key")).asString(UTF_8).isEqualTo("writer " + winner);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape", "a/../../escape", "/a", "a/", "a//b", "", ".", "a/./b"})
    void create_illegalKey_isRefused(String key) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage.create(key, bytes("x")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a+b", "100%25", "k=v&x", "semi;colon,", "qu?estion", "ha#sh", "(~!*')", "a@b:c$"})
    void create_oddKey_isListedAndReadUnchanged(String key) throws IOException {
        put("odd/" + key, key);

        assertThat(keys("odd/", "")).containsExactly("odd/" + key);
        assertThat(read("odd/" + key)).asString(UTF_8).isEqualTo(key);
        storage.delete(List.of("odd/" + key));
        assertThat(keys("", "")).isEmpty();
    }

    @Test
    void read_missingKey_isNotFound() throws IOException {
        put("a/b", "x");

        for (String key : List.of("c", "a", "a/c", "a/b/c")) {
            assertNotFound(() -> storage.read(key));
            assertNotFound(() -> storage.readRange(key, 0, 1));
            assertNotFound(() -> storage.readRange(key, 0, 0));
        }
    }

    @Test
    void read_closedEarly_leavesTheStorageUsable() throws IOException {
        byte[] content = random(1 << 20);
        storage.create("a", ByteBuffer.wrap(content));

        for (int i = 0; i < 3; i++) {
            try (InputStream in = storage.read("a")) {
                assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(content, 10));
            }
        }

        assertThat(read("a")).isEqualTo(content);
    }

    @Test
    void readRange_atAnyEdge_givesWhatIsThere() throws IOException {
        put("a", "0123456789");

        assertThat(storage.readRange("a", 0, 4)).asString(UTF_8).isEqualTo("0123");
        assertThat(storage.readRange("a", 9, 1)).asString(UTF_8).isEqualTo("9");
        assertThat(storage.readRange("a", 8, 4)).asString(UTF_8).isEqualTo("89");
        assertThat(storage.readRange("a", 0, 100)).asString(UTF_8).isEqualTo("0123456789");
        assertThat(storage.readRange("a", 10, 4)).isEmpty();
        assertThat(storage.readRange("a", 1L << 40, 4)).isEmpty();
        assertThat(storage.readRange("a", 3, 0)).isEmpty();
    }

    /** A storage may answer that somebody else is at it; then it is known who won. */
    private PutResult createUnlessBusy(String key, String content) throws StorageException {
        while (true) {
            try {
                return storage.create(key, bytes(content));
            } catch (StorageException e) {
                if (e.kind() != Kind.BUSY) {
                    throw e;
                }
            }
        }
    }
}
