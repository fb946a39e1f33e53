package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * Is one connection to the database, with the pragmas that keep it from doing anything unasked: it never creates the
 * file, checkpoints only when told to, and waits no longer than told. Used by one thread at a time.
 */
final class Session implements AutoCloseable {
    enum Access {
        /** Reads, and refuses to write; may backfill where its transaction was. */
        QUERY,
        /** May run checkpoints. */
        CHECKPOINT,
        /** May take the write lock, and lets go of it without having written. */
        GATE,
        /** Opened read-only: closing it last leaves the WAL in place. */
        READ_ONLY
    }

    private final Connection connection;
    private final Path database;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean inTransaction;

    private Session(Connection connection, Path database) {
        this.connection = connection;
        this.database = database;
    }

    static Session open(Path database, Access access, Duration busyTimeout) throws DatabaseException {
        SQLiteConfig config = new SQLiteConfig();
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        config.setReadOnly(access == Access.READ_ONLY);
        config.resetOpenMode(SQLiteOpenMode.CREATE); // after setReadOnly, which sets it
        config.setBusyTimeout((int) busyTimeout.toMillis());
        Session session;
        try {
            session = new Session(config.createConnection("jdbc:sqlite:" + uri(database)), database);
        } catch (SQLException e) {
            throw NativeLibrary.missing(e).orElseGet(() -> fault(database, "open", e));
        }
        try {
            session.run("PRAGMA wal_autocheckpoint = 0");
            if (access == Access.QUERY) {
                session.run("PRAGMA query_only = 1");
            }
            if (access == Access.QUERY || access == Access.CHECKPOINT) {
                // NORMAL syncs the WAL before, and the database after, a checkpoint: less would not be safe.
                session.run("PRAGMA synchronous = NORMAL");
            }
            return session;
        } catch (DatabaseException e) {
            session.close();
            throw e;
        }
    }

    /** SQLite's URI form, so that no character of the path is taken for a parameter. */
    private static String uri(Path database) {
        return "file:"
                + URLEncoder.encode(database.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Begins a read transaction that sees the database as it is now. */
    void beginRead() throws DatabaseException {
        run("BEGIN");
        inTransaction = true;
        try {
            // BEGIN alone takes no lock. This reads page 1 without parsing the schema, whatever is in it.
            row("PRAGMA schema_version");
        } catch (DatabaseException e) {
            end();
            throw e;
        }
    }

    /** Takes the write lock, or throws {@code BUSY}. */
    void beginWrite() throws DatabaseException {
        run("BEGIN IMMEDIATE");
        inTransaction = true;
    }

    /** Ends the transaction, if one is open; nothing was written in it. */
    void end() throws DatabaseException {
        if (inTransaction) {
            inTransaction = false;
            run("ROLLBACK");
        }
    }

    /**
     * Ends the transaction, which is open, and backfills what it kept from being backfilled, in one call of SQLite. Of an
     * application that writes without a pause, the next commit would do that otherwise, and wait for the disk: it comes
     * within microseconds, and asks for the checkpoint lock each time. Where it comes first all the same, nothing is
     * backfilled here.
     */
    void endAndBackfill() throws DatabaseException {
        inTransaction = false;
        String sql = "ROLLBACK; PRAGMA wal_checkpoint(PASSIVE)";
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql); // the one that hands over all of the text at once
        } catch (SQLException e) {
            throw fault(database, sql, e);
        }
    }

    void run(String sql) throws DatabaseException {
        try {
            prepared(sql).execute();
        } catch (SQLException e) {
            throw fault(database, sql, e);
        }
    }

    /** Returns the columns of the first row as numbers; missing columns are 0. */
    long[] row(String sql) throws DatabaseException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            long[] values = new long[rows.getMetaData().getColumnCount()];
            if (rows.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = rows.getLong(i + 1);
                }
            }
            return values;
        } catch (SQLException e) {
            throw fault(database, sql, e);
        }
    }

    /** Returns the first column of the first row as text. */
    String text(String sql) throws DatabaseException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            String value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        } catch (SQLException e) {
            throw fault(database, sql, e);
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private static DatabaseException fault(Path database, String what, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        String told = "SQLite could not " + what + " on " + database + ": " + e.getMessage();
        return switch (code.code & 0xff) {
            case 5, 6, 15 -> new DatabaseException(Kind.BUSY, told, e); // BUSY, LOCKED, PROTOCOL
            case 26 -> new DatabaseException(Kind.NOT_A_DATABASE, told, e); // NOTADB
            default -> new DatabaseException(Kind.FAILED, told, e);
        };
    }

    /** Ends what is open and closes the connection. Idempotent. */
    @Override
    public void close() throws DatabaseException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw fault(database, "close", e);
        }
    }
}
