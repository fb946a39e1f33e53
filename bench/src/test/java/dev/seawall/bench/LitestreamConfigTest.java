package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LitestreamConfigTest {
    private static final Path DATABASE = Path.of("/data/it's.db");

    @Test
    void folder_isGivenAsAPath() {
        StorageUrl folder = StorageUrl.parse("file:///data/replica");
        assertThat(new LitestreamConfig(DATABASE, folder, Duration.ofMillis(50)).yaml())
                .isEqualTo("""
                        logging:
                          stderr: true
                        dbs:
                          - path: '/data/it''s.db'
                            monitor-interval: 50ms
                            replicas:
                              - sync-interval: 50ms
                                type: file
                                path: '/data/replica'
                        """);
    }

    @Test
    void bucket_isGivenWithItsEndpointAndWithoutKeys() {
        StorageUrl bucket = StorageUrl.parse("s3://bench/app?endpoint=http://127.0.0.1:9000");
        assertThat(new LitestreamConfig(DATABASE, bucket, Duration.ofSeconds(2)).yaml())
                .isEqualTo("""
                        logging:
                          stderr: true
                        dbs:
                          - path: '/data/it''s.db'
                            monitor-interval: 1000ms
                            replicas:
                              - sync-interval: 2000ms
                                type: s3
                                bucket: 'bench'
                                path: 'app'
                                endpoint: 'http://127.0.0.1:9000'
                                region: us-east-1
                                force-path-style: true
                        """);
    }
}
