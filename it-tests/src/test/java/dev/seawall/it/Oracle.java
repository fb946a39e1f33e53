package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.it.Cli.Point;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import net.jpountz.lz4.LZ4FrameInputStream;

/**
 * Rebuilds a database at restore points with nothing of Seawall's but the names of its objects: the snapshot as the
 * database, each index's segments one after another as its WAL, and SQLite's own checkpoint to apply it.
 *
 * <p>Points must be asked for in order.
 */
final class Oracle {
    private final Storage storage;
    private final List<Listed<SegmentName>> segments;
    private final Path base;
    private final Path wal;
    private int next;
    private int index = -1;

    /** @param folder for its files */
    Oracle(Storage storage, String generation, Path folder) throws IOException {
        this.storage = storage;
        GenerationListing listing = GenerationListing.read(storage, new GenerationId(generation));
        SnapshotName oldest = listing.snapshots().get(0).name();
        segments = listing.segments().stream()
                .filter(segment -> segment.name().index() >= oldest.index())
                .toList();
        base = folder.resolve("oracle.db");
        wal = folder.resolve("oracle.wal");
        try (OutputStream out = Files.newOutputStream(base)) {
            copy(oldest.key(), out);
        }
    }

    /** Rebuilds the database as it was at a restore point. */
    void rebuild(Point point, Path target) throws IOException, SQLException {
        while (next < segments.size() && isBefore(segments.get(next).name(), point)) {
            append(segments.get(next++).name());
        }
        Files.copy(base, target, StandardCopyOption.REPLACE_EXISTING);
        if (index < point.index()) {
            assertThat(point.offsetBytes())
                    .as("a point in an index without segments")
                    .isZero();
            applyTo(target);
            return;
        }
        assertThat(Files.size(wal)).as("WAL bytes at %s", point).isGreaterThanOrEqualTo(point.offsetBytes());
        Path cut = beside(target);
        Files.copy(wal, cut);
        try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(point.offsetBytes());
        }
        Sqlite3.checkpoint(target);
    }

    private static boolean isBefore(SegmentName segment, Point point) {
        return segment.index() < point.index()
                || (segment.index() == point.index() && segment.offsetBytes() < point.offsetBytes());
    }

    private void append(SegmentName segment) throws IOException, SQLException {
        if (segment.index() != index) {
            applyTo(base);
            Files.deleteIfExists(wal);
            index = segment.index();
        }
        try (OutputStream out = Files.newOutputStream(wal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            copy(segment.key(), out);
        }
    }

    private void applyTo(Path database) throws IOException, SQLException {
        if (Files.exists(wal)) {
            Files.copy(wal, beside(database));
            Sqlite3.checkpoint(database);
        }
    }

    private static Path beside(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    private void copy(String key, OutputStream out) throws IOException {
        try (InputStream object = storage.read(key);
                InputStream content = new LZ4FrameInputStream(object)) {
            content.transferTo(out);
        }
    }
}
