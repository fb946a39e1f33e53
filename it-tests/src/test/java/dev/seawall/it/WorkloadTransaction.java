package dev.seawall.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Does one random transaction: inserts, updates, deletes, a savepoint rolled back, a spill, at times a rollback of the
 * whole. Each that commits counts the hash row up and chains its hash over what was done.
 */
final class WorkloadTransaction {
    private static final int MOST_STEPS = 6;
    private static final int MOST_ITEMS = 4_000;
    private static final int SMALL_BYTES = 400;
    private static final int LARGE_BYTES = 60_000;
    /** Far more than the page cache holds, so that SQLite writes frames before it commits. */
    private static final int SPILLING_ITEMS = 150;

    private final WorkloadConnection connection;
    private final RandomGenerator random;
    private final Tally tally;
    private final StringBuilder done = new StringBuilder();

    WorkloadTransaction(WorkloadConnection connection, RandomGenerator random, Tally tally) {
        this.connection = connection;
        this.random = random;
        this.tally = tally;
    }

    /** @throws SQLException after having rolled back */
    void run(AcknowledgedLog log) throws SQLException, IOException {
        connection.execute("BEGIN IMMEDIATE");
        long counter;
        String hash;
        try {
            for (int left = random.nextInt(1, MOST_STEPS + 1); left > 0; left--) {
                step();
            }
            if (random.nextInt(12) == 0) {
                connection.execute("ROLLBACK");
                tally.count("rollbacks");
                return;
            }
            counter = 1 + connection.number("SELECT counter FROM hash");
            hash = sha256(connection.text("SELECT hash FROM hash") + done);
            connection.execute("UPDATE hash SET counter = ?, hash = ?", counter, hash);
            connection.execute("COMMIT");
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
        log.append(counter, hash);
        tally.count("transactions");
    }

    private void step() throws SQLException {
        switch (random.nextInt(20)) {
            case 0 -> spill();
            case 1, 2 -> savepoint();
            case 3, 4 -> delete(random.nextInt(1, 200));
            case 5, 6, 7 -> update();
            case 8 -> insert(random.nextInt(SMALL_BYTES, LARGE_BYTES));
            default -> insert(random.nextInt(SMALL_BYTES));
        }
        if (connection.number("SELECT count(*) FROM item") > MOST_ITEMS) {
            delete(MOST_ITEMS / 2);
        }
    }

    private void insert(int bytes) throws SQLException {
        byte[] body = new byte[bytes];
        random.nextBytes(body);
        connection.execute("INSERT INTO item (kind, body) VALUES (?, ?)", random.nextInt(10), body);
        done.append("|insert ").append(HexFormat.of().formatHex(body, 0, Math.min(bytes, 16)));
    }

    private void update() throws SQLException {
        int kind = random.nextInt(10);
        int bytes = random.nextInt(SMALL_BYTES);
        connection.execute(
                "UPDATE item SET body = randomblob(?) WHERE id IN"
                        + " (SELECT id FROM item WHERE kind = ? ORDER BY id LIMIT 20)",
                bytes,
                kind);
        done.append("|update ").append(kind).append(' ').append(bytes);
    }

    private void delete(int most) throws SQLException {
        int kind = random.nextInt(10);
        connection.execute(
                "DELETE FROM item WHERE id IN (SELECT id FROM item ORDER BY kind <> ?, id LIMIT ?)", kind, most);
        done.append("|delete ").append(kind).append(' ').append(most);
    }

    private void spill() throws SQLException {
        for (int i = 0; i < SPILLING_ITEMS; i++) {
            insert(random.nextInt(SMALL_BYTES, 4 * SMALL_BYTES));
        }
        tally.count("spills");
    }

    private void savepoint() throws SQLException {
        int length = done.length();
        connection.execute("SAVEPOINT within");
        if (random.nextInt(4) == 0) {
            spill();
        }
        insert(random.nextInt(LARGE_BYTES));
        delete(random.nextInt(1, 100));
        if (random.nextBoolean()) {
            connection.execute("ROLLBACK TO within");
            done.setLength(length);
            tally.count("savepoints_rolled_back");
        }
        connection.execute("RELEASE within");
    }

    private void rollBack(SQLException cause) {
        try {
            connection.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself.
            cause.addSuppressed(e);
        }
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
