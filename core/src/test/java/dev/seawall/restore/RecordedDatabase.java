package dev.seawall.restore;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The life of a real database: what its WAL held in each cycle, and, from SQLite itself, the file after each commit. */
public final class RecordedDatabase {
    /** The database file as the cycle found it, and the WAL that it left. */
    static final class Cycle {
        private final byte[] base;
        private final byte[] wal;

        private Cycle(byte[] base, byte[] wal) {
            this.base = base;
            this.wal = wal;
        }

        byte[] wal() {
            return wal;
        }

        byte[] base() {
            return base;
        }
    }

    private final Path directory;
    private final PageSize pageSize;
    private final List<Cycle> cycles = new ArrayList<>();
    private final Map<String, byte[]> states = new HashMap<>();

    private RecordedDatabase(Path directory, PageSize pageSize) {
        this.directory = directory;
        this.pageSize = pageSize;
    }

    /** Runs each list of statements in a WAL cycle of its own. */
    static RecordedDatabase run(Path directory, int pageSize, List<List<String>> script) throws Exception {
        RecordedDatabase recorded = new RecordedDatabase(directory, new PageSize(pageSize));
        Path file = directory.resolve("recorded.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size=" + pageSize);
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("PRAGMA synchronous=OFF");
            for (List<String> cycle : script) {
                byte[] base = Files.readAllBytes(file);
                for (String sql : cycle) {
                    statement.execute(sql);
                }
                recorded.cycles.add(new Cycle(base, Files.readAllBytes(directory.resolve("recorded.db-wal"))));
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
        Files.delete(file);
        return recorded;
    }

    /** The usual life: grows, shrinks by VACUUM, grows again within one cycle, and goes on in others. */
    public static RecordedDatabase usual(Path directory, int pageSize) throws Exception {
        String fill = "INSERT INTO t(x) SELECT randomblob(%d) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                + " SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n)";
        String row = String.format(fill, pageSize / 3, 1);
        return run(
                directory,
                pageSize,
                List.of(
                        List.of(
                                "CREATE TABLE t(id INTEGER PRIMARY KEY, x BLOB)",
                                row,
                                String.format(fill, pageSize, 20),
                                "CREATE INDEX i ON t(x)",
                                "UPDATE t SET x = x || 'a' WHERE id % 2 = 0",
                                "DELETE FROM t WHERE id > 3",
                                "VACUUM",
                                String.format(fill, pageSize * 2, 15),
                                row),
                        List.of(row, "DELETE FROM t WHERE id > 5", "VACUUM", row),
                        List.of(row),
                        List.of(
                                String.format(fill, pageSize, 10),
                                row,
                                "DROP INDEX i",
                                String.format(fill, pageSize, 5))));
    }

    /** The same life as a big-endian machine would have written it. */
    RecordedDatabase bigEndian() {
        RecordedDatabase other = new RecordedDatabase(directory, pageSize);
        for (Cycle cycle : cycles) {
            ByteBuffer wal = ByteBuffer.wrap(cycle.wal().clone());
            wal.putInt(0, wal.getInt(0) | 1);
            Checksum sum = Checksum.SEED.over(wal, 0, 24);
            put(wal, 24, sum);
            for (int at = WalHeader.BYTES; at < wal.limit(); at += pageSize.frameBytes()) {
                sum = sum.over(wal, at, 8).over(wal, at + FrameHeader.BYTES, pageSize.bytes());
                put(wal, at + 16, sum);
            }
            other.cycles.add(
                    new Cycle(cycle.base(), wal.order(ByteOrder.BIG_ENDIAN).array()));
        }
        return other;
    }

    private static void put(ByteBuffer wal, int at, Checksum sum) {
        wal.putInt(at, sum.sum1()).putInt(at + 4, sum.sum2());
    }

    /** Ends the last cycle in the midst of a transaction: its last frame, a commit, is cut off. */
    RecordedDatabase withoutLastFrame() {
        RecordedDatabase other = new RecordedDatabase(directory, pageSize);
        other.cycles.addAll(cycles);
        Cycle last = other.cycles.remove(cycles.size() - 1);
        byte[] wal = Arrays.copyOf(last.wal(), last.wal().length - pageSize.frameBytes());
        other.cycles.add(new Cycle(last.base(), wal));
        return other;
    }

    PageSize pageSize() {
        return pageSize;
    }

    List<Cycle> cycles() {
        return cycles;
    }

    /** What SQLite makes of a cycle's WAL up to an offset. */
    byte[] stateAt(int cycle, long offsetBytes) throws IOException, SQLException {
        String name = cycle + "-" + offsetBytes;
        byte[] state = states.get(name);
        if (state == null) {
            Path copy = directory.resolve("state.db");
            Path wal = directory.resolve("state.db-wal");
            Files.write(copy, cycles.get(cycle).base());
            Files.write(wal, Arrays.copyOf(cycles.get(cycle).wal(), (int) offsetBytes));
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            state = Files.readAllBytes(copy);
            Files.delete(copy);
            states.put(name, state);
        }
        return state;
    }
}
