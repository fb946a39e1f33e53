package dev.seawall.cli.config;

import static dev.seawall.cli.config.Section.DATABASE;
import static dev.seawall.cli.config.Section.DEFAULTS;
import static dev.seawall.cli.config.Section.FILE;
import static dev.seawall.cli.config.Section.REPLICA;

import java.util.List;

/** Is the table of all keys: the parser, the JSON schema and the documentation's test go by it. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is never changed
enum Key {
    CONTROL(
            "control",
            Form.ADDRESS,
            "",
            "Where this process takes requests: a port on this machine, or a socket. Without it, nowhere.",
            FILE),
    LOG_LEVEL("log-level", Form.LEVEL, "info", "How much to log. The option of the same name wins.", FILE),
    LOG_FORMAT("log-format", Form.FORMAT, "text", "The form of log lines. The option of the same name wins.", FILE),
    EXEC("exec", Form.COMMAND, "", "The application to run beside. The option of the same name wins.", FILE),
    DEFAULTS_KEY("defaults", Form.SECTION, "", "What holds for each database that does not say otherwise.", FILE),
    DATABASES("databases", Form.LIST, "", "The databases, one or more.", FILE),

    DATABASE_PATH("path", Form.PATH, "", "The database file. It need not exist yet.", DATABASE),
    SYNC_INTERVAL(
            "sync-interval",
            Form.DURATION,
            "1s",
            "How long commits under load are gathered into one object.",
            DEFAULTS,
            DATABASE),
    SNAPSHOT_INTERVAL(
            "snapshot-interval",
            Form.DURATION,
            "24h",
            "How often to write a snapshot if anything was committed.",
            DEFAULTS,
            DATABASE),
    RETENTION("retention", Form.DURATION, "24h", "How far back every moment stays restorable.", DEFAULTS, DATABASE),
    CHECKPOINT_PAGES(
            "checkpoint-pages",
            Form.COUNT,
            "1000",
            "From how many pages in the WAL on to help SQLite restart it.",
            DEFAULTS,
            DATABASE),
    CHECKPOINT_INTERVAL(
            "checkpoint-interval",
            Form.DURATION,
            "1m",
            "After how long to do so for a shorter WAL.",
            DEFAULTS,
            DATABASE),
    MAX_WAL_SIZE(
            "max-wal-size",
            Form.SIZE,
            "64MiB",
            "How long the WAL may grow under writes that never pause: from three eighths of this on it is restarted under"
                    + " a short write lock. 1MiB to 1GiB.",
            DEFAULTS,
            DATABASE),
    SPOOL_LIMIT(
            "spool-limit",
            Form.SIZE,
            "1GiB",
            "How much to keep for replicas that are behind when the WAL must be cut. 1MiB to 1TiB.",
            DEFAULTS,
            DATABASE),
    FIRM_ROTATE(
            "firm-rotate",
            Form.SWITCH,
            "on",
            "Whether the write lock may be taken for a moment when writers never pause.",
            DEFAULTS,
            DATABASE),
    ENABLE_WAL(
            "enable-wal",
            Form.TRUTH,
            "false",
            "Whether to switch a database to WAL mode that is not in it.",
            DEFAULTS,
            DATABASE),
    RESTORE_IF_MISSING(
            "restore-if-missing",
            Form.TRUTH,
            "false",
            "Whether to restore a database that does not exist, before anything starts.",
            DEFAULTS,
            DATABASE),
    SHUTDOWN_TIMEOUT(
            "shutdown-timeout", Form.DURATION, "30s", "How long to go on shipping after a signal.", DEFAULTS, DATABASE),
    STATE_DIR(
            "state-dir",
            Form.PATH,
            "",
            "Where to keep local state. Without it, .<database name>-seawall beside the database.",
            DATABASE),
    REPLICAS("replicas", Form.LIST, "", "Where to keep replicas, one or more.", DATABASE),

    REPLICA_URL("url", Form.TEXT, "", "An address, such as s3://bucket/prefix, as on the command line.", REPLICA),
    REPLICA_PATH("path", Form.PATH, "", "A folder, instead of url.", REPLICA),
    ENDPOINT("endpoint", Form.TEXT, "", "The store, if it is not AWS: a host, host:port or URL.", REPLICA),
    REGION("region", Form.TEXT, "", "The bucket's region. Without it, what the environment says.", REPLICA),
    PATH_STYLE(
            "path-style",
            Form.TRUTH,
            "",
            "Whether the bucket stands in the path of a request, not in the host. Without it, true with an endpoint.",
            REPLICA),
    ACCESS_KEY_ID(
            "access-key-id", Form.SECRET, "", "The access key's id. Without it, that of the environment.", REPLICA),
    ACCESS_KEY_ID_FILE("access-key-id-file", Form.PATH, "", "A file that holds it, instead.", REPLICA),
    SECRET_ACCESS_KEY("secret-access-key", Form.SECRET, "", "The secret access key.", REPLICA),
    SECRET_ACCESS_KEY_FILE("secret-access-key-file", Form.PATH, "", "A file that holds it, instead.", REPLICA);

    private final String text;
    private final Form form;
    private final String usual;
    private final String description;
    private final List<Section> sections;

    /** @param usual what holds without it, empty if nothing does */
    Key(String text, Form form, String usual, String description, Section... sections) {
        this.text = text;
        this.form = form;
        this.usual = usual;
        this.description = description;
        this.sections = List.of(sections);
    }

    String text() {
        return text;
    }

    Form form() {
        return form;
    }

    String usual() {
        return usual;
    }

    String description() {
        return description;
    }

    List<Section> sections() {
        return sections;
    }
}
