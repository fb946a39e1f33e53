package dev.seawall.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import dev.seawall.storage.file.FileStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite writes the WAL, we do the rest of what Litestream does: cut it where commits end, and compress it. */
class CommitsByFrameTest {
    private static final GenerationId GENERATION = new GenerationId("0123456789abcdef");
    private static final String OURS = "INSERT INTO entry(body) VALUES ('a row')";
    private static final String THEIRS =
            "INSERT INTO _litestream_seq(id, seq) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1";
    private static final String BOTH =
            "BEGIN; " + THEIRS + "; " + OURS + "; INSERT INTO _litestream_lock VALUES (1); COMMIT";
    /** A locked database changes nothing: this one rolls back, as theirs do. */
    private static final String LOCKED = "BEGIN; INSERT INTO _litestream_lock VALUES (1); ROLLBACK";

    /** Several pages in one transaction, and new ones. */
    private static final String LARGE = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
            + " INSERT INTO entry(body) SELECT hex(zeroblob(1000)) FROM n";

    @TempDir
    Path folder;

    private Path database;
    private Storage replica;
    private Connection connection;
    private int index;
    private int shippedBytes;

    @BeforeEach
    void open() throws SQLException {
        database = folder.resolve("app.db");
        replica = new FileStorage(folder.resolve("replica"));
        connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        run(
                "PRAGMA journal_mode = WAL",
                "PRAGMA wal_autocheckpoint = 0",
                "CREATE TABLE entry(id INTEGER PRIMARY KEY, body TEXT)",
                "CREATE TABLE _litestream_seq(id INTEGER PRIMARY KEY, seq INTEGER)",
                "CREATE TABLE _litestream_lock(id INTEGER)",
                // Its root page comes after theirs, and its name is almost like theirs.
                "CREATE TABLE alitestream_more(id INTEGER)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        replica.close();
    }

    @Test
    void commits_ofTheApplicationCount_thoseOfTheReplicatorDoNot() throws Exception {
        SegmentName first = ship();
        run(OURS, THEIRS, OURS);
        SegmentName second = ship();
        run(THEIRS, THEIRS, LOCKED);
        ship();
        run(BOTH, THEIRS, LARGE, LOCKED, "INSERT INTO alitestream_more VALUES (1)");
        SegmentName fourth = ship();
        assertThat(newest(6)).containsExactly(first, second, second, fourth, fourth, fourth);
    }

    @Test
    void commits_beforeAnybodyMeasured_areThoseThatMadeTheTables() throws Exception {
        SegmentName first = ship();
        run(THEIRS);
        ship();
        assertThat(find()).isEqualTo(Collections.nCopies(4, first));
    }

    @Test
    void commits_ofTheNextWal_comeLast() throws Exception {
        run(OURS);
        SegmentName first = ship();
        run("PRAGMA wal_checkpoint(RESTART)", THEIRS, OURS);
        index++;
        shippedBytes = 0;
        // The file keeps its length: what is behind these frames is the rest of the WAL before.
        SegmentName second = ship(walEnd(2));
        assertThat(newest(2)).containsExactly(first, second);
    }

    @Test
    void transaction_thatGoesOverTwoSegments_isInTheLast() throws Exception {
        ship();
        int before = (int) Files.size(wal());
        run(LARGE);
        SegmentName first = ship(before + walEnd(1) - walEnd(0));
        SegmentName second = ship();
        assertThat(newest(1)).containsExactly(second);
        assertThat(second.offsetBytes()).isGreaterThan(first.offsetBytes());
    }

    @Test
    void segmentThatIsMissing_isSaid() throws Exception {
        ship();
        run(OURS);
        SegmentName missing = ship();
        run(OURS);
        SegmentName last = ship();
        replica.delete(List.of(missing.key()));
        assertThatThrownBy(this::find)
                .isInstanceOf(IOException.class)
                .hasMessage(last.key() + " does not begin where the one before it ends");
    }

    @Test
    void secondGeneration_isSaid() throws Exception {
        ship();
        replica.create(new SegmentName(new GenerationId("fedcba9876543210"), 0, 0).key(), ByteBuffer.wrap(new byte[1]));
        assertThatThrownBy(this::find)
                .isInstanceOf(IOException.class)
                .hasMessage("the replica has 2 generations: its history was broken");
    }

    private List<SegmentName> find() throws IOException {
        Set<Long> theirs = LitestreamTables.rootPages(database);
        assertThat(theirs).containsExactlyInAnyOrder(3L, 4L);
        return CommitsByFrame.find(replica, theirs);
    }

    private List<SegmentName> newest(int count) throws IOException {
        List<SegmentName> all = find();
        return all.subList(all.size() - count, all.size());
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : String.join(";", statements).split(";")) {
                statement.execute(sql);
            }
        }
    }

    private Path wal() {
        return database.resolveSibling("app.db-wal");
    }

    private static int walEnd(int frames) {
        return 32 + frames * (24 + 4096);
    }

    /** Makes a segment of what the WAL has got since the last one. */
    private SegmentName ship() throws IOException {
        return ship((int) Files.size(wal()));
    }

    private SegmentName ship(int endBytes) throws IOException {
        byte[] bytes = Arrays.copyOfRange(Files.readAllBytes(wal()), shippedBytes, endBytes);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (LZ4FrameOutputStream out = new LZ4FrameOutputStream(compressed)) {
            out.write(bytes);
        }
        SegmentName name = new SegmentName(GENERATION, index, shippedBytes);
        replica.create(name.key(), ByteBuffer.wrap(compressed.toByteArray()));
        shippedBytes = endBytes;
        return name;
    }
}
