package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Storages;
import dev.seawall.bench.s3.S3Application;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meets the benchmarks' S3 server with the storage itself: a report is worth what it counts. */
class S3DestinationTest {
    private static final int LOADED = 5;

    @TempDir
    static Path folder;

    private static S3Destination destination;
    private static Storage storage;

    @BeforeAll
    static void start() throws Exception {
        destination = S3Destination.start(folder, Duration.ZERO);
        storage = Storages.open(StorageUrl.parse(destination.url()), Optional.of(S3Application.ACCESS_KEY));
        Path replica = Files.createDirectories(folder.resolve("replica/many"));
        for (int i = 0; i < LOADED; i++) {
            Files.writeString(replica.resolve("%04d".formatted(i)), "content " + i);
        }
        destination.load(folder.resolve("replica"));
    }

    @AfterAll
    static void stop() {
        storage.close();
        destination.close();
    }

    @Test
    void traffic_isCountedByKindWithItsBytes() throws Exception {
        Traffic before = destination.traffic();
        storage.create("few/a.wal.lz4", ByteBuffer.wrap(new byte[5_000]));
        storage.create("few/b", ByteBuffer.wrap(new byte[700]));
        assertThat(storage.readRange("few/a.wal.lz4", 10, 90)).hasSize(90);
        assertThat(storage.listFolders("")).containsExactly("few", "many");
        storage.delete(List.of("few/a.wal.lz4", "few/b"));
        Traffic since = destination.traffic().minus(before);
        assertThat(since.counts()).isEqualTo(Map.of("PUT", 2L, "GET", 1L, "LIST", 1L, "DELETE", 1L, "HEAD", 0L));
        assertThat(since.sentBytes()).isGreaterThanOrEqualTo(5_700);
        assertThat(since.fetchedBytes()).isGreaterThanOrEqualTo(90);
        assertThat(since.serverTime()).isPositive();
        assertThat(destination.watch().durableNanos("a.wal.lz4")).isPresent();
        assertThat(destination.watch().durableNanos("b")).isEmpty();
    }

    @Test
    void objectInParts_isStoredWithTheEndOfThem() throws Exception {
        byte[] bytes = new byte[12 << 20];
        try (Storage.Upload upload = storage.startUpload("few/parts.wal.lz4", 0, bytes.length)) {
            upload.write(bytes, 0, bytes.length);
            assertThat(destination.watch().durableNanos("parts.wal.lz4")).isEmpty();
            upload.complete(new byte[0]);
        }
        // Asking for the counts waits until all that was said before has been heard.
        assertThat(destination.traffic().sentBytes()).isGreaterThan(bytes.length);
        assertThat(destination.watch().durableNanos("parts.wal.lz4")).isPresent();
        storage.delete(List.of("few/parts.wal.lz4"));
    }

    @Test
    void listing_isWholeAndInOrder() throws Exception {
        List<String> keys = new ArrayList<>();
        storage.list("many/", "", object -> keys.add(object.key()));
        assertThat(keys).hasSize(LOADED).isSorted().startsWith("many/0000").endsWith("many/0004");
        keys.clear();
        storage.list("many/", "many/0002", object -> keys.add(object.key()));
        assertThat(keys).containsExactly("many/0003", "many/0004");
    }

    @Test
    void bareRequests_areAnswered() throws Exception {
        Traffic before = destination.traffic();
        Histogram times = new Histogram(2);
        destination.barePuts(3, times);
        destination.bareGets(4, Duration.ofSeconds(60));
        Traffic since = destination.traffic().minus(before);
        assertThat(times.getTotalCount()).isEqualTo(3);
        assertThat(since.counts()).containsEntry("PUT", 3L).containsEntry("GET", (long) LOADED);
    }
}
