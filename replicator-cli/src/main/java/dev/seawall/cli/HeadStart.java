package dev.seawall.cli;

import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.FirstRequest;
import java.sql.Connection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Does, while the command line is still being read, what is done for the first time a little later: Picocli's search for
 * Groovy, asking S3, opening SQLite. What fails here is left for the verb to meet and to report.
 *
 * <p>Written without lambdas: linking them on the way would take back a part of what is won.
 */
final class HeadStart extends Thread {
    private static final Set<String> WITH_SQLITE = Set.of("version", "restore", "replicate");
    private static final Set<String> WITH_STORAGE = Set.of("restore", "replicate");
    private static final String S3 = "s3://";

    private final List<String> words;

    private HeadStart(List<String> words) {
        super("head-start");
        setDaemon(true);
        this.words = words;
    }

    /** Looks at the words as they were typed, and begins with what they make likely; nobody needs to wait for it. */
    static Thread begin(String... args) {
        // Logging has to be there before a second thread asks for it: until then it hands out substitutes.
        LoggerFactory.getILoggerFactory();
        HeadStart begun = new HeadStart(List.of(args));
        begun.start();
        return begun;
    }

    @Override
    public void run() {
        try {
            goAhead();
        } catch (Exception | LinkageError e) {
            // The verb meets the same.
        }
    }

    /** In the order in which it is needed. */
    private void goAhead() throws Exception {
        // Picocli looks for it, in all jars: opening them takes as long as much of what it does before. Nothing of its
        // own is touched: a class that two threads load at once is not taken from what was prepared.
        ClassLoader.getSystemResource("groovy/lang/Closure.class");
        boolean withSqlite = false;
        boolean withStorage = false;
        String s3 = "";
        for (String word : words) {
            if (word.endsWith("if-db-not-exists")) {
                return; // at all starts but the first one, there is nothing to do
            }
            withSqlite |= WITH_SQLITE.contains(word);
            withStorage |= WITH_STORAGE.contains(word);
            s3 = s3.isEmpty() && word.startsWith(S3) ? word : s3;
        }
        if (withStorage && !s3.isEmpty()) {
            FirstRequest.rehearse((StorageUrl.S3) StorageUrl.parse(s3));
        }
        // Not while it would have to be unpacked: Java may end in the middle of that.
        if (withSqlite && System.getProperty("org.sqlite.lib.path") != null) {
            openSqlite();
        }
    }

    private static void openSqlite() throws Exception {
        // By itself: where the driver's own connection finds no library, it would tell the next one nothing of that.
        SQLiteJDBCLoader.initialize();
        try (Connection connection = JDBC.createConnection("jdbc:sqlite::memory:", new Properties())) {
            connection.createStatement().executeQuery("SELECT sqlite_version()").close();
        }
    }
}
