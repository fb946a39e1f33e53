package dev.seawall.replicate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Is one connection of the application. It never waits for a lock: nobody could release it meanwhile. */
final class Client implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;

    private Client(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
    }

    static Client open(Path database) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        return new Client(config.createConnection("jdbc:sqlite:" + database));
    }

    /** Runs a statement to its end: some do their work row by row. */
    void run(String sql) throws SQLException {
        if (statement.execute(sql)) {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {}
            }
        }
    }

    void put(int id, byte[] value) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement("REPLACE INTO t(id, v) VALUES (?, ?)")) {
            put.setInt(1, id);
            put.setBytes(2, value);
            put.execute();
        }
    }

    void remove(int id) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement("DELETE FROM t WHERE id = ?")) {
            remove.setInt(1, id);
            remove.execute();
        }
    }

    /** Returns what SQLite answers: busy, frames in the WAL, frames backfilled. */
    long[] checkpoint(String mode) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            row.next();
            return new long[] {row.getLong(1), row.getLong(2), row.getLong(3)};
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
