package dev.seawall.replicate;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.CRC32C;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Is the content of the application's one table, in small: a hash for each row, and a digest of all of them that any
 * difference changes. Row 0 holds the number of the last transaction.
 */
final class Rows {
    static final int COUNT = 300;

    private long[] hashes = new long[COUNT];
    private long digest;
    private int transaction;

    /** Reads a copy of the database, which must be whole without a WAL. */
    static Rows read(Path copy) throws SQLException {
        Rows rows = new Rows();
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setOpenMode(SQLiteOpenMode.OPEN_URI);
        // Without locks and without a WAL: the copy is ours alone.
        try (Connection connection = config.createConnection("jdbc:sqlite:file:" + copy + "?immutable=1");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, v FROM t")) {
            while (row.next()) {
                rows.put(row.getInt(1), row.getBytes(2));
            }
        }
        return rows;
    }

    static byte[] number(int transaction) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(transaction).array();
    }

    void put(int id, byte[] value) {
        if (id == 0) {
            transaction = ByteBuffer.wrap(value).getInt();
        }
        CRC32C crc = new CRC32C();
        crc.update(value);
        set(id, 1 + crc.getValue() + ((long) value.length << 33));
    }

    void remove(int id) {
        set(id, 0);
    }

    private void set(int id, long hash) {
        digest += term(id, hash) - term(id, hashes[id]);
        hashes[id] = hash;
    }

    /** Spreads the bits, so that two differences do not make up for each other. */
    private static long term(int id, long hash) {
        long x = hash == 0 ? 0 : hash * 0x9E3779B97F4A7C15L + id * 0xC2B2AE3D27D4EB4FL;
        x = (x ^ (x >>> 31)) * 0xD6E8FEB86659FD93L;
        return x ^ (x >>> 29);
    }

    /** The number in row 0. */
    int transaction() {
        return transaction;
    }

    long digest() {
        return digest;
    }

    Rows copy() {
        Rows copy = new Rows();
        copy.hashes = hashes.clone();
        copy.digest = digest;
        copy.transaction = transaction;
        return copy;
    }
}
