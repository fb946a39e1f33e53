package dev.seawall.bench;

import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Tells Litestream which database it replicates to where.
 *
 * @param syncInterval of the replica. Litestream first looks at the WAL, once a second, and then syncs; it looks as often
 *     as it syncs where that is oftener, because a short interval would do nothing otherwise
 */
record LitestreamConfig(Path database, StorageUrl replica, Duration syncInterval) {
    private static final Duration USUAL_MONITOR_INTERVAL = Duration.ofSeconds(1);
    /** Any will do that the server does not know better. */
    private static final String REGION = "us-east-1";

    LitestreamConfig {
        if (!database.isAbsolute()) {
            throw new IllegalArgumentException("database " + database + " is no absolute path");
        }
        if (syncInterval.toMillis() <= 0) {
            throw new IllegalArgumentException("syncInterval " + syncInterval + " is not a millisecond or more");
        }
    }

    /** Its log goes to standard error, where the log of everything goes that is started here. */
    String yaml() {
        Duration monitorInterval =
                syncInterval.compareTo(USUAL_MONITOR_INTERVAL) < 0 ? syncInterval : USUAL_MONITOR_INTERVAL;
        return """
                logging:
                  stderr: true
                dbs:
                  - path: %s
                    monitor-interval: %dms
                    replicas:
                      - sync-interval: %dms
                """.formatted(quoted(database), monitorInterval.toMillis(), syncInterval.toMillis()) + place().indent(8);
    }

    private String place() {
        if (replica instanceof StorageUrl.S3 s3) {
            return """
                    type: s3
                    bucket: %s
                    path: %s
                    endpoint: %s
                    region: %s
                    force-path-style: true
                    """.formatted(
                            quoted(s3.bucket()),
                            quoted(s3.prefix()),
                            quoted(s3.endpoint().orElseThrow()),
                            s3.region().orElse(REGION));
        }
        return """
                type: file
                path: %s
                """.formatted(quoted(((StorageUrl.File) replica).root()));
    }

    private static String quoted(Object text) {
        return "'" + text.toString().replace("'", "''") + "'";
    }
}
