package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds a database from a replica with nothing but {@code lz4} and {@code sqlite3}: the backup outlives us. */
class ToolsIT {
    @TempDir
    Path folder;

    @Test
    void lz4AndSqlite3_onTheObjectsAlone_rebuildTheDatabase() throws Exception {
        assumeTrue(Sqlite3.isInstalled("lz4"), "skipped: the tool lz4 is not installed (Debian: lz4)");
        assumeTrue(Sqlite3.isInstalled("sqlite3"), "skipped: the tool sqlite3 is not installed (Debian: sqlite3)");
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        SampleReplica sample = SampleReplica.create(folder, source);
        source.quiesce();

        Path rebuilt = folder.resolve("rebuilt.db");
        Files.write(rebuilt, decompress(sample.snapshot()));
        Path wal = folder.resolve("rebuilt.db-wal");
        int index = 0;
        for (Path segment : sample.segments()) {
            if (segment.getFileName().toString().endsWith("_00000000.wal.lz4")) {
                // Each index is a WAL of its own.
                assertThat(segment.getFileName().toString()).startsWith("%08x_".formatted(index++));
                Sqlite3.checkpoint(rebuilt);
            }
            try (OutputStream out = Files.newOutputStream(wal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(decompress(segment));
            }
        }
        Sqlite3.checkpoint(rebuilt);

        source.expectEqual(rebuilt);
        assertThat(Sqlite3.run(rebuilt, "PRAGMA integrity_check")).isEqualTo("ok\n");
        try (Connection connection = Source.open(rebuilt)) {
            run(connection, "INSERT INTO item (body) VALUES ('life goes on')");
        }
    }

    private byte[] decompress(Path object) throws IOException {
        Path content = folder.resolve("content");
        List<String> command = List.of("lz4", "-d", "-q", "-f", object.toString(), content.toString());
        try (Child child = Child.start(folder, "lz4", command, Map.of())) {
            child.expectExit(0);
        }
        return Files.readAllBytes(content);
    }
}
