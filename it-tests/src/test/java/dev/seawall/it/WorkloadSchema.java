package dev.seawall.it;

import java.sql.SQLException;

/** Creates the application's database, unless it is there already. */
final class WorkloadSchema {
    private WorkloadSchema() {}

    static void create(WorkloadOptions options) throws SQLException {
        try (WorkloadConnection connection = new WorkloadConnection(options)) {
            // These two count only before the first table, and before WAL mode.
            connection.execute("PRAGMA page_size = " + options.number("page-size"));
            connection.execute("PRAGMA auto_vacuum = " + options.text("auto-vacuum"));
            connection.execute("PRAGMA journal_mode = WAL");
            connection.execute("BEGIN IMMEDIATE");
            connection.execute("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, kind INTEGER, body BLOB)");
            connection.execute("CREATE INDEX IF NOT EXISTS item_kind ON item (kind, length(body))");
            connection.execute("CREATE TABLE IF NOT EXISTS hash (id INTEGER PRIMARY KEY, counter INTEGER, hash TEXT)");
            connection.execute("INSERT OR IGNORE INTO hash VALUES (1, 0, '')");
            connection.execute("COMMIT");
        }
    }
}
