package dev.seawall.cli.demo;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * Stands for anybody's application: keeps orders in SQLite, in WAL mode, with SQLite's own automatic checkpoints, and
 * knows nothing of Seawall. Runs until it is killed, or until its standard input ends.
 */
public final class DemoApplication {
    private static final int SHORTEST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private DemoApplication() {}

    /** @param args the database to create, and the file for what was acknowledged */
    public static void main(String[] args) throws SQLException, IOException, InterruptedException {
        Random random = new Random();
        endWithStandardInput();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                // Unbuffered: what was acknowledged must survive our being killed.
                FileOutputStream acknowledged = new FileOutputStream(args[1])) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute("PRAGMA busy_timeout = 5000");
            }
            Ledger ledger = new Ledger(connection, random);
            while (true) {
                Acknowledged next = ledger.commitNext(System.currentTimeMillis());
                acknowledged.write(next.line().getBytes(StandardCharsets.UTF_8));
                Thread.sleep(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS + 1));
            }
        }
    }

    /** Keeps the application from outliving a demo that was killed. */
    private static void endWithStandardInput() {
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // Standard input is gone, one way or the other.
            }
            Runtime.getRuntime().halt(0);
        });
        thread.setDaemon(true);
        thread.start();
    }
}
