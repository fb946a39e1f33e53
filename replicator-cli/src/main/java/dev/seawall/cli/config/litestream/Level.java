package dev.seawall.cli.config.litestream;

import java.util.List;
import java.util.Map;

/** Lists where Litestream's keys stand: those that come to something here, and why the others do not. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is never changed
enum Level {
    LOGGING(
            List.of("level", "type"),
            Map.of(
                    "stderr", "log lines always go to standard error",
                    "source", "places in the source are shown with log-level debug")),
    SOCKET(List.of("enabled", "path"), Map.of("permissions", "the socket is for its owner alone")),
    RETENTION(List.of("enabled"), Map.of()),
    SNAPSHOT(List.of("interval", "retention"), Map.of()),
    AGE(List.of("identities", "recipients"), Map.of()),
    REPLICA(
            List.of(
                    "type",
                    "path",
                    "url",
                    "bucket",
                    "endpoint",
                    "region",
                    "force-path-style",
                    "access-key-id",
                    "secret-access-key",
                    "skip-verify",
                    "age",
                    "sync-interval",
                    "retention",
                    "snapshot-interval",
                    "sse-customer-algorithm",
                    "sse-customer-key",
                    "sse-customer-key-path",
                    "sse-kms-key-id"),
            Map.ofEntries(
                    Map.entry("name", "replicas are told apart by their addresses"),
                    Map.entry("retention-check-interval", "old objects are deleted after each snapshot"),
                    Map.entry("validation-interval", "each restore proves what it reads"),
                    Map.entry("max-sync-ltx-files", "objects are bounded in size"),
                    Map.entry("auto-recover", "what cannot be continued begins a new generation by itself"),
                    Map.entry("sign-payload", "how requests are signed depends on the store"),
                    Map.entry("require-content-md5", "each upload carries a checksum"),
                    Map.entry("storage-class", "objects get the bucket's usual storage class"),
                    Map.entry("part-size", "it follows from the size of the database"),
                    Map.entry("concurrency", "segments are shipped strictly in order"),
                    Map.entry("account-name", "it belongs to another storage"),
                    Map.entry("account-key", "it belongs to another storage"),
                    Map.entry("sas-token", "it belongs to another storage"),
                    Map.entry("host", "it belongs to another storage"),
                    Map.entry("user", "it belongs to another storage"),
                    Map.entry("password", "it belongs to another storage"),
                    Map.entry("key-path", "it belongs to another storage"),
                    Map.entry("host-key", "it belongs to another storage"),
                    Map.entry("concurrent-writes", "it belongs to another storage"),
                    Map.entry("webdav-url", "it belongs to another storage"),
                    Map.entry("webdav-username", "it belongs to another storage"),
                    Map.entry("webdav-password", "it belongs to another storage"),
                    Map.entry("jwt", "it belongs to another storage"),
                    Map.entry("seed", "it belongs to another storage"),
                    Map.entry("creds", "it belongs to another storage"),
                    Map.entry("nkey", "it belongs to another storage"),
                    Map.entry("username", "it belongs to another storage"),
                    Map.entry("token", "it belongs to another storage"),
                    Map.entry("tls", "it belongs to another storage"),
                    Map.entry("root-cas", "it belongs to another storage"),
                    Map.entry("client-cert", "it belongs to another storage"),
                    Map.entry("client-key", "it belongs to another storage"),
                    Map.entry("max-reconnects", "it belongs to another storage"),
                    Map.entry("reconnect-wait", "it belongs to another storage"),
                    Map.entry("timeout", "it belongs to another storage"))),
    DATABASE(
            List.of(
                    "path",
                    "dir",
                    "replica",
                    "replicas",
                    "snapshot",
                    "meta-path",
                    "checkpoint-interval",
                    "min-checkpoint-page-count",
                    "max-checkpoint-page-count",
                    "truncate-page-n",
                    "restore-if-db-not-exists"),
            Map.of(
                    "pattern", "it belongs to 'dir'",
                    "recursive", "it belongs to 'dir'",
                    "watch", "it belongs to 'dir'",
                    "meta-dir", "it belongs to 'dir'",
                    "monitor-interval", "commits are noticed as they happen",
                    "busy-timeout", "nothing here waits for the application's locks that long",
                    "max-sync-wal-bytes", "objects hold 8 MiB of WAL at most")),
    TOP(
            List.of(
                    "dbs",
                    "access-key-id",
                    "secret-access-key",
                    "logging",
                    "socket",
                    "snapshot",
                    "retention",
                    "shutdown-sync-timeout",
                    "exec"),
            Map.ofEntries(
                    Map.entry("addr", "there are no metrics over HTTP"),
                    Map.entry("mcp-addr", "there is no such server"),
                    Map.entry("heartbeat-url", "nothing is called: what waits for it will raise an alarm"),
                    Map.entry("heartbeat-interval", "nothing is called"),
                    Map.entry("levels", "there are no compaction levels"),
                    Map.entry("validation", "each restore proves what it reads"),
                    Map.entry("verify-compaction", "there are no compaction levels"),
                    Map.entry("l0-retention", "there are no compaction levels"),
                    Map.entry("l0-retention-check-interval", "there are no compaction levels"),
                    Map.entry("shutdown-sync-interval", "shipping goes on without pauses")));

    private final List<String> mapped;
    private final Map<String, String> withoutEffect;

    Level(List<String> mapped, Map<String, String> withoutEffect) {
        this.mapped = mapped;
        this.withoutEffect = withoutEffect;
    }

    /** Keys that are translated, or refused. */
    List<String> mapped() {
        return mapped;
    }

    /** Keys that Litestream knows, with the reason why nothing comes of them. */
    Map<String, String> withoutEffect() {
        return withoutEffect;
    }
}
