package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/** Knows the tables that Litestream makes in every database: one to write something to, one to lock. */
final class LitestreamTables {
    private LitestreamTables() {}

    /** The pages in which they begin, and end as well: one has a single row, the other never any. */
    static Set<Long> rootPages(Path database) throws IOException {
        Set<Long> pages = new HashSet<>();
        SQLiteConfig config = new SQLiteConfig();
        // Closing would backfill the WAL, and the disk be busy with it when the next run begins.
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "SELECT rootpage FROM sqlite_schema WHERE name LIKE '\\_litestream\\_%' ESCAPE '\\'")) {
            while (tables.next()) {
                pages.add(tables.getLong(1));
            }
        } catch (SQLException e) {
            throw new IOException("cannot tell which pages of " + database + " are Litestream's", e);
        }
        return pages;
    }
}
