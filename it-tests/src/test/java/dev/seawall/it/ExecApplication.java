package dev.seawall.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/**
 * Is an application that runs inside of {@code replicate --exec}: creates its database if there is none, adds a row, and
 * ends at once; or waits to be asked, and adds its last row then.
 *
 * <p>Arguments: the database, {@code close} or {@code halt} or {@code wait}, and the exit code.
 */
final class ExecApplication {
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, body TEXT)";

    private ExecApplication() {}

    public static void main(String[] args) throws Exception {
        Path database = Path.of(args[0]);
        int code = Integer.parseInt(args[2]);
        try (Connection connection = Source.open(database)) {
            Source.run(connection, "PRAGMA journal_mode = WAL", TABLE, row("first"));
            if (args[1].equals("halt")) {
                Runtime.getRuntime().halt(code); // the WAL stays as it is
            }
            if (args[1].equals("wait")) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(connection, code)));
                Files.createFile(database.resolveSibling("ready"));
                new CountDownLatch(1).await();
            }
        }
        System.exit(code);
    }

    private static void end(Connection connection, int code) {
        try {
            Source.run(connection, row("last"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Runtime.getRuntime().halt(code);
    }

    private static String row(String body) {
        return "INSERT INTO item (body) VALUES ('" + body + "')";
    }
}
