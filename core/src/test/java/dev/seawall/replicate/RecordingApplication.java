package dev.seawall.replicate;

import dev.seawall.sqlite.Application;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random transactions and keeps a plain record of what the database held after each: a number in the database
 * tells which entry a restored copy must agree with.
 */
final class RecordingApplication implements AutoCloseable {
    /** All rows, in one number that any difference changes; SQLite does the work, so that both sides count alike. */
    private static final String DIGEST =
            "SELECT coalesce(sum(id * 31 + length(v) * 7 + unicode(hex(v)) + unicode(substr(hex(v), 9))), 0) FROM t";

    private final Path database;
    private final Random random;
    private final List<Long> digests = new ArrayList<>(List.of(0L));
    private Application writer;
    private final Application other;

    RecordingApplication(Path database, Random random) throws SQLException {
        this.database = database;
        this.random = random;
        int pageSize = 512 << random.nextInt(6);
        try (Application first = Application.open(database)) {
            first.run("PRAGMA page_size = " + pageSize);
            first.run("PRAGMA auto_vacuum = " + random.nextInt(3));
            first.run("PRAGMA journal_mode = WAL");
            first.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
            first.run("CREATE TABLE n(n INTEGER)");
            first.run("INSERT INTO n VALUES (0)");
        }
        writer = open();
        other = open();
    }

    private Application open() throws SQLException {
        Application application = Application.open(database);
        application.run("PRAGMA wal_autocheckpoint = " + random.nextInt(60));
        application.run("PRAGMA cache_size = 4"); // spills
        return application;
    }

    /** Does one thing that an application may do. */
    void act() throws SQLException {
        switch (random.nextInt(16)) {
            case 0 -> checkpoint();
            case 1 -> spillAndRollBack();
            case 2 -> vacuum();
            case 3 -> reconnect();
            case 4, 5 -> transact("DELETE FROM t WHERE id % 7 = " + random.nextInt(7));
            case 6, 7 -> transact("UPDATE t SET v = randomblob(length(v) + 1) WHERE id % 5 = " + random.nextInt(5));
            case 8 -> transact(insert(60, 1_500));
            default -> transact(insert(1 + random.nextInt(3), random.nextInt(2_000)));
        }
    }

    void checkpoint() throws SQLException {
        String[] modes = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
        other.run("PRAGMA busy_timeout = 1");
        other.run("PRAGMA wal_checkpoint(" + modes[random.nextInt(4)] + ")");
    }

    private void spillAndRollBack() throws SQLException {
        writer.run("BEGIN");
        writer.run(insert(80, 1_500));
        writer.run("ROLLBACK");
    }

    private void vacuum() throws SQLException {
        writer.run("VACUUM");
    }

    private void reconnect() throws SQLException {
        writer.close();
        writer = open();
    }

    private void transact(String sql) throws SQLException {
        Application application = random.nextInt(4) == 0 ? other : writer;
        application.run("BEGIN IMMEDIATE");
        application.run(sql);
        application.run("UPDATE n SET n = " + digests.size());
        digests.add(application.number(DIGEST));
        application.run("COMMIT");
    }

    private static String insert(int rows, int bytes) {
        return "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < " + rows
                + ") INSERT INTO t(v) SELECT randomblob(" + (bytes + 8) + ") FROM c";
    }

    /** The number of the last transaction. */
    int last() {
        return digests.size() - 1;
    }

    /** Returns which transaction a copy shows. Fails if it is not exactly what the database held after that one. */
    int agreeingWith(Path copy) throws SQLException {
        try (Application restored = Application.open(copy)) {
            int number = (int) restored.number("SELECT n FROM n");
            long digest = restored.number(DIGEST);
            if (digest != digests.get(number)) {
                throw new AssertionError(
                        "transaction " + number + " left digest " + digests.get(number) + ", the copy has " + digest);
            }
            return number;
        }
    }

    @Override
    public void close() throws SQLException {
        writer.close();
        other.close();
    }
}
