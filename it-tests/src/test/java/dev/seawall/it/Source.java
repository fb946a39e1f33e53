package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;

/** Is the database that a test replicates, with the log of what SQLite acknowledged to its application. */
record Source(Path folder) {
    Path database() {
        return folder.resolve("app.db");
    }

    Path wal() {
        return folder.resolve("app.db-wal");
    }

    Path shm() {
        return folder.resolve("app.db-shm");
    }

    Path log() {
        return folder.resolve("acknowledged.log");
    }

    Path state() {
        return folder.resolve(".app.db-seawall").resolve("state.json");
    }

    SortedMap<Long, String> acknowledged() throws IOException {
        return AcknowledgedLog.read(log());
    }

    /** Opens a connection of this process. Only for tests in whose process no replication runs. */
    Connection open() throws SQLException {
        return open(database());
    }

    static Connection open(Path database) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
        }
        return connection;
    }

    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static List<String> row(Connection connection, String query) throws SQLException {
        return Rows.of(connection, query).get(0);
    }

    /** Creates a database in WAL mode with an empty table {@code item (id, body)}. */
    void create() throws SQLException {
        try (Connection connection = open()) {
            run(connection, "PRAGMA journal_mode = WAL", "CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT)");
        }
    }

    /** Brings everything into the database file. Nobody else may have it open. */
    void quiesce() throws SQLException {
        try (Connection connection = open()) {
            assertThat(row(connection, "PRAGMA wal_checkpoint(TRUNCATE)").get(0))
                    .isEqualTo("0");
        }
    }

    /** Compares byte by byte; the source must be quiet. */
    void expectEqual(Path restored) throws IOException {
        expectEqual(database(), restored);
    }

    static void expectEqual(Path expected, Path restored) throws IOException {
        assertThat(Files.size(restored)).as("bytes of %s", restored).isEqualTo(Files.size(expected));
        assertThat(Files.mismatch(expected, restored))
                .as("first byte in which %s differs from %s", restored, expected)
                .isEqualTo(-1);
    }

    /** Checks a restored database: its hash row is one that was acknowledged. Returns its counter. */
    long expectAcknowledged(Path restored) throws IOException, SQLException {
        try (Connection connection = open(restored)) {
            List<String> row = row(connection, "SELECT counter, hash FROM hash");
            long counter = Long.parseLong(row.get(0));
            String acknowledged = counter == 0 ? "" : acknowledged().get(counter);
            assertThat(row.get(1))
                    .as("hash of transaction %d in %s", counter, restored)
                    .isEqualTo(acknowledged);
            return counter;
        }
    }
}
