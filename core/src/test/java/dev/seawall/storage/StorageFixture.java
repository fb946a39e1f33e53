package dev.seawall.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh storage for each test, and short words for what tests do with it. */
abstract class StorageFixture {
    protected Storage storage;

    /** Opens the same storage at a sibling or child of the replica under test. */
    protected abstract Storage openAt(String replica);

    @BeforeEach
    protected void open() {
        storage = openAt("db1");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    protected final void put(String key, String content) throws IOException {
        assertThat(storage.create(key, bytes(content))).isEqualTo(PutResult.CREATED);
    }

    protected final byte[] read(String key) throws IOException {
        try (InputStream in = storage.read(key)) {
            return in.readAllBytes();
        }
    }

    protected final List<String> keys(String prefix, String startAfter) throws IOException {
        List<String> keys = new ArrayList<>();
        storage.list(prefix, startAfter, object -> keys.add(object.key()));
        return keys;
    }

    protected final PutResult upload(String key, byte[] head, byte[] body, int chunk) throws IOException {
        try (Storage.Upload upload = storage.startUpload(key, head.length, head.length + (long) body.length)) {
            for (int at = 0; at < body.length; at += chunk) {
                upload.write(body, at, Math.min(chunk, body.length - at));
            }
            return upload.complete(head);
        }
    }

    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    protected static void assertNotFound(Callable<?> call) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(call::call)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }
}
