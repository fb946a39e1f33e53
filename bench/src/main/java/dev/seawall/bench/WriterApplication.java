package dev.seawall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands for anybody's application: commits rows of 1 KB, one a transaction, in WAL mode, with SQLite's own automatic
 * checkpoints, and knows nothing of Seawall.
 *
 * <p>Makes the database, says {@code ready}, waits for a line, writes, says {@code done}, and ends. Ends at once when
 * its standard input does.
 */
public final class WriterApplication {
    private static final int ROW_BYTES = 1_000;
    /** Rows made beforehand: making one takes as long as committing it. */
    private static final int ROWS = 1_000;

    private final PreparedStatement insert;
    private final String[] rows = new String[ROWS];
    private final CommitTimes times = new CommitTimes();

    private WriterApplication(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO entry(body) VALUES (?)");
        SampleText text = new SampleText(new Random(1));
        for (int i = 0; i < ROWS; i++) {
            rows[i] = text.next(ROW_BYTES);
        }
    }

    /** @param args the database, the file for the commit times, commits per second or 0 for all it can, milliseconds */
    public static void main(String[] args) throws SQLException, IOException, InterruptedException {
        CountDownLatch told = listen();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0])) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute("PRAGMA busy_timeout = 5000");
                statement.execute("CREATE TABLE entry(id INTEGER PRIMARY KEY, body TEXT)");
            }
            WriterApplication application = new WriterApplication(connection);
            System.out.println("ready");
            told.await();
            double rate = Double.parseDouble(args[2]);
            Duration length = Duration.ofMillis(Long.parseLong(args[3]));
            if (rate > 0) {
                application.writeAtRate(rate, Math.round(rate * length.toMillis() / 1e3));
            } else {
                application.writeWithoutPause(length);
            }
            application.times.write(Path.of(args[1]));
            System.out.println("done");
        }
    }

    private static CountDownLatch listen() {
        CountDownLatch told = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                while (input.readLine() != null) {
                    told.countDown();
                }
            } catch (IOException e) {
                // Standard input is gone, one way or the other.
            }
            Runtime.getRuntime().halt(0);
        });
        thread.setDaemon(true);
        thread.start();
        return told;
    }

    private void writeAtRate(double rate, long commits) throws SQLException {
        long start = WallClock.nanos();
        for (long i = 0; i < commits; i++) {
            long due = start + Math.round(i * 1e9 / rate);
            for (long left = due - WallClock.nanos(); left > 0; left = due - WallClock.nanos()) {
                LockSupport.parkNanos(left);
            }
            commit(i);
            times.add(due, WallClock.nanos());
        }
    }

    private void writeWithoutPause(Duration length) throws SQLException {
        long began = WallClock.nanos();
        long end = began + length.toNanos();
        for (long i = 0; began < end; i++) {
            commit(i);
            long done = WallClock.nanos();
            times.add(began, done);
            began = done;
        }
    }

    private void commit(long number) throws SQLException {
        insert.setString(1, rows[(int) (number % ROWS)]);
        insert.executeUpdate();
    }
}
