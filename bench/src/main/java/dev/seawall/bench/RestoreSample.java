package dev.seawall.bench;

import dev.seawall.replicate.Options;
import dev.seawall.replicate.Replicator;
import dev.seawall.replicate.Times;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a replica to restore from: a snapshot of a database of some size, and segments of one transaction each, as the
 * replicator itself writes them. Its steps are taken here one by one, so that each transaction becomes an object.
 */
final class RestoreSample {
    private static final int ROW_BYTES = 1_000;

    private final Path database;
    private final Storage storage;
    private final SampleText text = new SampleText(new Random(1));
    private final Random random = new Random(2);
    private final int segments;
    private final int changedRows;
    private final Options options;
    private final AtomicInteger shipped = new AtomicInteger();
    private final Instant first;

    private RestoreSample(Path database, Storage storage, int segments, int changedRows, int segmentsPerIndex) {
        this.database = database;
        this.storage = storage;
        this.segments = segments;
        this.changedRows = changedRows;
        this.options = segmentsPerIndex == 0 ? Options.DEFAULTS : cuttingAfter(segmentsPerIndex, changedRows);
        this.first = Instant.now().minusSeconds(segments);
    }

    /**
     * Makes the database and its replica, whose commits are one second apart; when it is done the database file alone is the
     * database.
     *
     * @param replica the folder of the replica
     * @param changedRows how many rows each segment's transaction changes, each on a page of its own more often than not
     * @param segmentsPerIndex after about how many segments the WAL begins anew; 0 for when the replicator finds it long
     */
    static void make(
            Path database, Path replica, long databaseBytes, int segments, int changedRows, int segmentsPerIndex)
            throws IOException, SQLException {
        try (Storage storage = new HurriedFolder(replica)) {
            RestoreSample sample = new RestoreSample(database, storage, segments, changedRows, segmentsPerIndex);
            try (Connection connection = sample.connect()) {
                sample.fill(connection, databaseBytes / ROW_BYTES);
                sample.replicate(connection);
            }
            sample.cutWal();
        }
    }

    /** A frame for each row that changed, or a few less where two are on one page. */
    private static Options cuttingAfter(int segments, int framesPerSegment) {
        Options usual = Options.DEFAULTS;
        return new Options(
                usual.syncInterval(),
                usual.snapshotInterval(),
                usual.retention(),
                Math.max(1, (2L * segments - 1) * framesPerSegment / 2),
                usual.checkpointInterval(),
                usual.maxWalBytes(),
                usual.spoolLimitBytes(),
                usual.firmRotate());
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private void fill(Connection connection, long rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE entry(id INTEGER PRIMARY KEY, body TEXT)");
        }
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO entry(body) VALUES (?)")) {
            for (long i = 0; i < rows; i++) {
                insert.setString(1, text.next(ROW_BYTES));
                insert.executeUpdate();
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        connection.setAutoCommit(false);
    }

    private void replicate(Connection connection) throws IOException, SQLException {
        try (Replicator replicator = Replicator.open(
                        database,
                        JournalMode.REQUIRE_WAL,
                        List.of(storage),
                        options,
                        Optional.empty(),
                        new Times(() -> first.plus(Duration.ofSeconds(shipped.get())), System::nanoTime),
                        random);
                PreparedStatement update = connection.prepareStatement("UPDATE entry SET body = ? WHERE id = ?")) {
            Path state = Replicator.stateFolder(database.toRealPath(), Optional.empty())
                    .resolve("state.json");
            replicator.flush();
            change(connection, update, 1);
            while (!replicator.status().get(0).shipped()) {
                ship(replicator);
                replicator.snapshot(0);
            }
            for (int i = 1; i < segments; i++) {
                shipped.set(i);
                change(connection, update, changedRows);
                ship(replicator);
                // Only a hint, and ext4 waits for the disk where one file replaces another: not where there is none.
                Files.deleteIfExists(state);
            }
        }
    }

    private static void ship(Replicator replicator) throws IOException {
        do {
            replicator.capture();
            while (replicator.ship(0) > 0) {}
            replicator.tend();
        } while (replicator.status().get(0).unshippedBytes() > 0);
    }

    private void change(Connection connection, PreparedStatement update, int rows) throws SQLException {
        long all;
        try (Statement statement = connection.createStatement();
                ResultSet max = statement.executeQuery("SELECT max(id) FROM entry")) {
            all = max.getLong(1);
        }
        for (int i = 0; i < rows; i++) {
            update.setString(1, text.next(ROW_BYTES));
            update.setLong(2, 1 + random.nextLong(all));
            update.executeUpdate();
        }
        connection.commit();
    }

    /** Only now may a connection of ours close the WAL: before, it would have taken the replicator's locks along. */
    private void cutWal() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
