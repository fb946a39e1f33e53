package dev.seawall.bench.micro;

import dev.seawall.bench.SampleText;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Holds WAL bytes as SQLite itself writes them: a header, and frames with rows of text in small transactions. */
final class RecordedWal {
    /** As much as half a full segment, and more than the processor's own caches hold of it on most machines. */
    static final int PAGE_BYTES_IN_ALL = 4 << 20;

    private static final int ROWS_PER_COMMIT = 10;
    private static final int ROW_BYTES = 250;

    private final WalHeader header;
    private final byte[] bytes;

    private RecordedWal(WalHeader header, byte[] bytes) {
        this.header = header;
        this.bytes = bytes;
    }

    static RecordedWal record(int pageSize) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("seawall-bench-wal");
        Path database = folder.resolve("recorded.db");
        Path wal = folder.resolve("recorded.db-wal");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            write(connection, wal, pageSize);
            return parse(wal, pageSize);
        } finally {
            Files.deleteIfExists(database);
            Files.deleteIfExists(wal);
            Files.deleteIfExists(folder.resolve("recorded.db-shm"));
            Files.delete(folder);
        }
    }

    private static void write(Connection connection, Path wal, int pageSize) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageSize);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, body TEXT)");
        }
        SampleText text = new SampleText(new Random(pageSize));
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(body) VALUES (?)")) {
            while (Files.size(wal) < WalHeader.BYTES + (long) frames(pageSize) * (24 + pageSize)) {
                for (int i = 0; i < ROWS_PER_COMMIT; i++) {
                    insert.setString(1, text.next(ROW_BYTES));
                    insert.executeUpdate();
                }
                connection.commit();
            }
        }
    }

    private static RecordedWal parse(Path wal, int pageSize) throws IOException {
        try (InputStream in = Files.newInputStream(wal)) {
            byte[] bytes = in.readNBytes(WalHeader.BYTES + frames(pageSize) * (24 + pageSize));
            return new RecordedWal(WalHeader.parse(ByteBuffer.wrap(bytes)), bytes);
        } catch (WalFormatException e) {
            throw new IOException("SQLite wrote a WAL that does not parse", e);
        }
    }

    private static int frames(int pageSize) {
        return PAGE_BYTES_IN_ALL / pageSize;
    }

    WalHeader header() {
        return header;
    }

    /** The header and the frames, whose pages have {@link #PAGE_BYTES_IN_ALL} bytes. */
    byte[] bytes() {
        return bytes;
    }
}
