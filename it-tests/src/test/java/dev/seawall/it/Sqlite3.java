package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Is the command line tool {@code sqlite3}: another build of SQLite than the one in this process. */
final class Sqlite3 {
    private Sqlite3() {}

    /** Tells whether a tool is installed. */
    static boolean isInstalled(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    /** Brings a WAL into its database: with the tool if it is there, else with this process's SQLite. */
    static void checkpoint(Path database) throws IOException, SQLException {
        String sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        String busy;
        if (isInstalled("sqlite3")) {
            busy = run(database, "PRAGMA synchronous = OFF; " + sql).substring(0, 1);
        } else {
            try (Connection connection = Source.open(database)) {
                busy = Source.row(connection, sql).get(0);
            }
        }
        assertThat(busy).as("SQLite was kept from checkpointing %s", database).isEqualTo("0");
    }

    /** Runs SQL, or the tool's own commands, one an argument, and returns what it prints. */
    static String run(Path database, String... sql) throws IOException {
        Path folder = database.toAbsolutePath().resolveSibling("sqlite3-output");
        Files.createDirectories(folder);
        List<String> command = Words.of("sqlite3", List.of("-batch", "-bail", database.toString()), sql);
        try (Child child = Child.start(folder, "sqlite3", command, Map.of())) {
            child.expectExit(0);
            return child.out();
        }
    }
}
