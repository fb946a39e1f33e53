package dev.seawall.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Is the application's side of a test: a connection of its own, in this process. */
public final class Application implements AutoCloseable {
    private final Connection connection;

    private Application(Connection connection) {
        this.connection = connection;
    }

    /** Opens a connection that never checkpoints by itself. */
    public static Application open(Path database) throws SQLException {
        Application application = new Application(DriverManager.getConnection("jdbc:sqlite:" + database));
        application.run("PRAGMA wal_autocheckpoint = 0");
        return application;
    }

    /** Opens a new database in WAL mode with a table {@code t(id, v)}. */
    public static Application create(Path database, int pageSize) throws SQLException {
        Application application = open(database);
        application.run("PRAGMA page_size = " + pageSize);
        application.run("PRAGMA journal_mode = WAL");
        application.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
        return application;
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Adds rows of random bytes in one transaction. */
    public void insert(int rows, int bytes) throws SQLException {
        run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                + ") INSERT INTO t(v) SELECT randomblob(" + bytes + ") FROM n");
    }

    public long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    /** Returns what SQLite answers: busy, frames in the WAL, frames backfilled. */
    public long[] checkpoint(String mode) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2), row.getLong(3)};
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
