package dev.seawall.cli;

import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.FirstRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/**
 * Does on threads of their own, while the command line is still being read, what a verb would do for the first time later
 * on: opening SQLite, asking S3. What fails here is left for the verb to meet and to report.
 */
final class HeadStart {
    private static final Set<String> WITH_SQLITE = Set.of("version", "restore", "replicate");
    private static final Set<String> WITH_STORAGE = Set.of("restore", "replicate");
    private static final String S3 = "s3://";

    private HeadStart() {}

    /** Looks at the words as they were typed, and begins with what they make likely; nobody needs to wait for the threads. */
    static List<Thread> begin(String... args) {
        List<String> words = List.of(args);
        List<Thread> begun = new ArrayList<>();
        if (words.stream().anyMatch(word -> word.endsWith("if-db-not-exists"))) {
            return begun; // at all starts but the first one, there is nothing to do
        }
        // Logging has to be there before a second thread asks for it: until then it hands out substitutes.
        LoggerFactory.getILoggerFactory();
        if (words.stream().anyMatch(WITH_SQLITE::contains)) {
            begun.add(begin("sqlite", HeadStart::openSqlite));
        }
        if (words.stream().anyMatch(WITH_STORAGE::contains)) {
            Optional<String> url =
                    words.stream().filter(word -> word.startsWith(S3)).findFirst();
            url.ifPresent(address -> begun.add(begin("s3", () -> ask(address))));
        }
        return begun;
    }

    private static Thread begin(String what, Runnable step) {
        Thread thread = new Thread(step, "head-start-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void openSqlite() {
        try (Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties())) {
            connection.createStatement().executeQuery("SELECT sqlite_version()").close();
        } catch (SQLException | RuntimeException | LinkageError e) {
            // The verb meets the same.
        }
    }

    private static void ask(String url) {
        try {
            if (StorageUrl.parse(url) instanceof StorageUrl.S3 s3) {
                FirstRequest.rehearse(s3);
            }
        } catch (RuntimeException | LinkageError e) {
            // The verb meets the same.
        }
    }
}
