package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.storage.Storage;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Rebuilds a database from a replica the way a person with {@code lz4} and {@code sqlite3} would: the snapshot as the
 * database, each index's segments one after another as its WAL, and SQLite's own checkpoint to apply it.
 */
public final class SqliteOracle {
    private SqliteOracle() {}

    /** Rebuilds the end of a generation in {@code target}, which must not exist. */
    public static void rebuild(Storage storage, GenerationId generation, Path target) throws Exception {
        GenerationListing listing = GenerationListing.read(storage, generation);
        Listed<SnapshotName> snapshot =
                listing.snapshots().get(listing.snapshots().size() - 1);
        try (ObjectReader reader = ObjectReader.open(storage, snapshot.name());
                InputStream content = reader.content()) {
            Files.copy(content, target);
        }
        Path wal = target.resolveSibling(target.getFileName() + "-wal");
        int index = -1;
        for (Listed<SegmentName> segment : listing.segments()) {
            if (segment.name().index() < snapshot.name().index()) {
                continue;
            }
            if (segment.name().index() != index) {
                checkpoint(target);
                index = segment.name().index();
            }
            try (ObjectReader reader = ObjectReader.open(storage, segment.name());
                    InputStream content = reader.content();
                    OutputStream out =
                            Files.newOutputStream(wal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                content.transferTo(out);
            }
        }
        checkpoint(target);
    }

    private static void checkpoint(Path database) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            if (!row.next() || row.getInt(1) != 0) {
                throw new IllegalStateException("SQLite could not checkpoint " + database);
            }
        }
    }
}
