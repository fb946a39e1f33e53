package dev.seawall.cli;

import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.FirstRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Does on a thread of its own, while the command line is still being read, what is done for the first time a little later:
 * Picocli's search for Groovy, asking S3, opening SQLite. What fails here is left for the verb to meet and to report.
 */
final class HeadStart {
    private static final Set<String> WITH_SQLITE = Set.of("version", "restore", "replicate");
    private static final Set<String> WITH_STORAGE = Set.of("restore", "replicate");
    private static final String S3 = "s3://";

    private HeadStart() {}

    /** Looks at the words as they were typed, and begins with what they make likely; nobody needs to wait for it. */
    static Thread begin(String... args) {
        // Logging has to be there before a second thread asks for it: until then it hands out substitutes.
        LoggerFactory.getILoggerFactory();
        List<Runnable> steps = steps(List.of(args));
        Thread thread = new Thread(() -> steps.forEach(HeadStart::run), "head-start");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** In the order in which they are needed. */
    private static List<Runnable> steps(List<String> words) {
        List<Runnable> steps = new ArrayList<>();
        // Picocli looks for it, in all jars: opening them takes as long as much of what it does before. Nothing of
        // Picocli's
        // own is touched: a class that two threads load at once is not taken from what was prepared.
        steps.add(() -> ClassLoader.getSystemResource("groovy/lang/Closure.class"));
        if (words.stream().anyMatch(word -> word.endsWith("if-db-not-exists"))) {
            return steps; // at all starts but the first one, there is nothing to do
        }
        if (words.stream().anyMatch(WITH_STORAGE::contains)) {
            words.stream()
                    .filter(word -> word.startsWith(S3))
                    .findFirst()
                    .ifPresent(url -> steps.add(() -> FirstRequest.rehearse((StorageUrl.S3) StorageUrl.parse(url))));
        }
        // Not while it would have to be unpacked: Java may end in the middle of that.
        boolean unpacked = System.getProperty("org.sqlite.lib.path") != null;
        if (unpacked && words.stream().anyMatch(WITH_SQLITE::contains)) {
            steps.add(HeadStart::openSqlite);
        }
        return steps;
    }

    private static void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            // The verb meets the same.
        }
    }

    private static void openSqlite() {
        try {
            // By itself: where the driver's own connection finds no library, it would tell the next one nothing of
            // that.
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        try (Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties())) {
            connection.createStatement().executeQuery("SELECT sqlite_version()").close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
