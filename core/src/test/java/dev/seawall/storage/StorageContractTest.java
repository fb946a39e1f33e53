package dev.seawall.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What every storage promises. Extend this for a new kind. */
public abstract class StorageContractTest extends ListingContract {
    private static final int SEVERAL_PARTS = (5 << 20) * 2 + 12_345;

    @Test
    void upload_small_hasHeadInFront() throws IOException {
        byte[] body = random(1000);

        PutResult result = upload("s/1", new byte[] {1, 2, 3}, body, 7);

        assertThat(result).isEqualTo(PutResult.CREATED);
        assertThat(read("s/1")).isEqualTo(concat(new byte[] {1, 2, 3}, body));
    }

    @Test
    void upload_withoutHeadOrContent_isEmptyObject() throws IOException {
        upload("s/1", new byte[0], new byte[0], 1);

        assertThat(read("s/1")).isEmpty();
    }

    @Test
    void upload_ofSeveralParts_isWhole() throws IOException {
        byte[] head = random(65_536);
        byte[] body = random(SEVERAL_PARTS);

        assertThat(upload("s/1", head, body, 100_001)).isEqualTo(PutResult.CREATED);

        assertThat(read("s/1")).isEqualTo(concat(head, body));
    }

    @Test
    void upload_notCompleted_isInvisibleAndLeavesNothing() throws IOException {
        for (int length : new int[] {10, SEVERAL_PARTS}) {
            try (Storage.Upload upload = storage.startUpload("s/1", 10, length)) {
                upload.write(random(length), 0, length);

                assertThat(keys("", "")).isEmpty();
                assertNotFound(() -> storage.read("s/1"));
            }
            assertThat(keys("", "")).isEmpty();
        }
    }

    @Test
    void upload_existingKey_leavesItAsItIs() throws IOException {
        put("s/1", "first");

        assertThat(upload("s/1", new byte[1], random(10), 10)).isEqualTo(PutResult.ALREADY_EXISTS);
        assertThat(upload("s/1", new byte[1], random(SEVERAL_PARTS), 1 << 20)).isEqualTo(PutResult.ALREADY_EXISTS);

        assertThat(read("s/1")).asString(UTF_8).isEqualTo("first");
        assertThat(keys("", "")).containsExactly("s/1");
    }

    @Test
    void toString_ofAnyStorage_isItsAddress() {
        assertThat(StorageUrl.parse(storage.toString())).hasToString(storage.toString());
    }

    @Test
    void close_twice_isNoError() {
        storage.close();
        storage.close();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
