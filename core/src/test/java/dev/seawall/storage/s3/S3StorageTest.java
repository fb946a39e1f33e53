package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageContractTest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract, against a server that checks signatures. */
class S3StorageTest extends StorageContractTest {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static S3Server server;
    private String bucket = "";

    @BeforeAll
    static void startServer() throws IOException {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    @Override
    protected void open() {
        bucket = "bucket-" + BUCKETS.incrementAndGet();
        server.createBucket(bucket);
        super.open();
    }

    @Override
    protected Storage openAt(String replica) {
        return S3Server.open(server.url(bucket, "some/where/" + replica));
    }

    @Test
    void create_nonAsciiKey_isListedAndReadUnchanged() throws IOException {
        put("käse/日本/\uD83D\uDE00", "x");

        assertThat(keys("käse/", "")).containsExactly("käse/日本/\uD83D\uDE00");
        assertThat(read("käse/日本/\uD83D\uDE00")).hasSize(1);
    }

    @Test
    void storage_ofWholeBucket_hasNoPrefix() throws IOException {
        put("x", "1");
        try (Storage whole = S3Server.open("s3://" + bucket + "?endpoint=" + server.endpoint())) {
            assertThat(whole.listFolders("")).containsExactly("some");
            assertThat(whole.readRange("some/where/db1/x", 0, 10)).hasSize(1);
        }
    }

    @Test
    void crc32c_asForAws_isAcceptedForObjectsAndParts() throws IOException {
        storage.close();
        storage = S3Server.open(server.url(bucket, "crc"), Digest.CRC32C);
        byte[] body = random(PartBuffer.SMALLEST + 1);

        put("small", "x");
        assertThat(upload("large", new byte[4], body, body.length)).isEqualTo(PutResult.CREATED);

        assertThat(read("large")).hasSize(4 + body.length).endsWith(body);
    }

    @Test
    void upload_usedInAWayThatCannotBeMeant_isRefused() throws IOException {
        assertThatThrownBy(() -> storage.readRange("a", -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.readRange("a", 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.startUpload("a", 0, Long.MAX_VALUE / 2))
                .isInstanceOf(IllegalArgumentException.class);
        Storage.Upload upload = storage.startUpload("a", 2, 10);
        assertThatThrownBy(() -> upload.complete(new byte[3])).isInstanceOf(IllegalArgumentException.class);
        upload.close();
        assertThatThrownBy(() -> upload.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(keys("", "")).isEmpty();
    }

    @Test
    void storage_usedOnceItIsClosed_saysSo() {
        Storage closed = openAt("closed");
        closed.close();

        assertThatThrownBy(() -> closed.listFolders("")).isInstanceOf(IllegalStateException.class);
    }
}
