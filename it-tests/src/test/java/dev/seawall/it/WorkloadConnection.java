package dev.seawall.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/** Wraps one of the application's connections: settings as asked for, statements in one call, transactions by hand. */
final class WorkloadConnection implements AutoCloseable {
    private final Connection connection;

    WorkloadConnection(WorkloadOptions options) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + options.database());
        execute("PRAGMA busy_timeout = " + options.number("busy-timeout-ms"));
        execute("PRAGMA synchronous = " + options.text("synchronous"));
        execute("PRAGMA secure_delete = " + options.text("secure-delete"));
        execute("PRAGMA wal_autocheckpoint = " + options.number("auto-checkpoint"));
        execute("PRAGMA cache_size = " + options.number("cache-pages"));
        execute("PRAGMA cache_spill = " + options.number("cache-pages"));
    }

    void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    /** Tells whether SQLite asks to try again: the database is locked, or a checkpoint is in the way. */
    static boolean isBusy(SQLException thrown) {
        return (thrown.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
