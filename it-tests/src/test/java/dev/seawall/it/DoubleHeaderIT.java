package dev.seawall.it;

import static dev.seawall.it.Source.row;
import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets the header of the WAL change twice before the first commit of a cycle, which is no break. */
class DoubleHeaderIT {
    /** The file-format document, 4.1: the WAL header is 32 bytes. */
    private static final int WAL_HEADER_BYTES = 32;

    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(2000)))";
    private static final String SPILLING =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                    + " INSERT INTO item (body) SELECT hex(randomblob(2000)) FROM n";

    @TempDir
    Path folder;

    @Test
    void firstTransactionOfACycle_spilledAndRolledBackBeforeAnotherWrites_isNoBreak() throws Exception {
        String replica = folder.resolve("replica").toString();
        Cli cli = new Cli(folder, Map.of());
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        // One page is enough to have the WAL cut: each commit is soon followed by a cycle that begins with the next.
        List<String> options = List.of("--checkpoint-pages", "1");
        try (Connection spiller = source.open();
                Connection writer = source.open();
                Child replicator = cli.replicate(source.database(), replica, options)) {
            run(spiller, "PRAGMA cache_size = 5", "PRAGMA cache_spill = 5");
            await("two changes of the header")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> changesTwice(source, spiller, writer));
            run(writer, INSERT);
            replicator.terminate();
            replicator.expectExit(0);
        }
        source.quiesce();
        assertThat(cli.list("generations", replica)).hasSize(1);
        source.expectEqual(cli.restore(replica, folder.resolve("latest.db")).database());
    }

    /** Tries it once; the replicator must be in the state in which the next write restarts the WAL. */
    private static boolean changesTwice(Source source, Connection spiller, Connection writer)
            throws SQLException, IOException {
        run(writer, INSERT);
        await("everything is backfilled").atMost(Duration.ofSeconds(60)).until(() -> {
            List<String> numbers = row(writer, "PRAGMA wal_checkpoint(NOOP)");
            return numbers.get(1).equals(numbers.get(2));
        });
        String first = header(source);
        run(spiller, "BEGIN IMMEDIATE", SPILLING, "ROLLBACK");
        String second = header(source);
        // SQLite counts cycles by connection: one that has not yet begun any writes number 0, and random salts.
        try (Connection another = source.open()) {
            run(another, INSERT);
        }
        String third = header(source);
        return !first.equals(second) && !second.equals(third);
    }

    private static String header(Source source) throws IOException {
        try (InputStream in = Files.newInputStream(source.wal())) {
            return HexFormat.of().formatHex(in.readNBytes(WAL_HEADER_BYTES));
        }
    }
}
