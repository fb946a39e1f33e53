package dev.seawall.sqlite;

import dev.seawall.sqlite.DatabaseException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * Lets SQLite look over a database file that nobody uses, without changing a byte of it or leaving a file beside it.
 *
 * <p>The header of a restored database says WAL, so that even a read-only connection would create {@code -wal} and {@code
 * -shm}. {@code immutable=1} keeps SQLite from locks and companions: right for a file that nobody else knows, and for no
 * other.
 */
public final class IntegrityCheck {
    /** A sound database answers with this one row. */
    private static final String SOUND = "ok";
    /** The first few tell enough; a broken database may have millions. */
    private static final int MAX_PROBLEMS = 10;

    private IntegrityCheck() {}

    /** Checks all but the agreement of indexes with their tables; returns what is wrong, at most ten. */
    public static List<String> quick(Path database) throws DatabaseException {
        return run(database, "PRAGMA quick_check(" + MAX_PROBLEMS + ")");
    }

    /** Checks everything; returns what is wrong, at most ten. */
    public static List<String> full(Path database) throws DatabaseException {
        return run(database, "PRAGMA integrity_check(" + MAX_PROBLEMS + ")");
    }

    /** A file too broken to be read, or an encrypted one; anything else, such as too few descriptors, says nothing of it. */
    private static boolean saysBroken(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                || primary == SQLiteErrorCode.SQLITE_NOTADB.code
                || primary == SQLiteErrorCode.SQLITE_ERROR.code;
    }

    private static List<String> run(Path database, String pragma) throws DatabaseException {
        // The raw path keeps what the URI form would read as its own: a question mark, a hash, a percent sign.
        String url = "jdbc:sqlite:file:" + database.toUri().getRawPath() + "?immutable=1&mode=ro";
        List<String> problems = new ArrayList<>();
        // Not by way of the driver manager: it opens all jars there are, to look for drivers.
        try (Connection connection = JDBC.createConnection(url, new Properties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(pragma)) {
            while (rows.next()) {
                problems.add(rows.getString(1));
            }
        } catch (SQLException e) {
            Optional<DatabaseException> unchecked = NativeLibrary.missing(e);
            if (unchecked.isPresent()) {
                throw unchecked.get();
            }
            if (!saysBroken(e)) {
                throw new DatabaseException(
                        Kind.FAILED, "cannot check " + database + " (" + pragma + "): " + e.getMessage(), e);
            }
            return List.of(String.valueOf(e.getMessage()));
        }
        if (problems.equals(List.of(SOUND))) {
            return List.of();
        }
        return problems;
    }
}
