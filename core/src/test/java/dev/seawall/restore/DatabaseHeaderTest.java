package dev.seawall.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.wal.PageSize;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseHeaderTest {
    private static byte[] header(int stored) {
        return ByteBuffer.allocate(18)
                .put("SQLite format 3\0".getBytes(US_ASCII))
                .putShort((short) stored)
                .array();
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "4096, 4096", "32768, 32768", "1, 65536"})
    void read_headerOfADatabase_givesItsPageSize(int stored, int pageSize) {
        assertThat(DatabaseHeader.read(header(stored), 18).pageSize()).contains(new PageSize(pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 256, 513, 4097, 65_535})
    void read_sizeThatSqliteDoesNotHave_isNone(int stored) {
        assertThat(DatabaseHeader.read(header(stored), 18)).isEqualTo(DatabaseHeader.NONE);
    }

    @Test
    void read_encryptedOrShort_isNone() {
        byte[] encrypted = header(4096);
        encrypted[15] = 1;

        assertThat(DatabaseHeader.read(encrypted, 18)).isEqualTo(DatabaseHeader.NONE);
        assertThat(DatabaseHeader.read(header(4096), 17)).isEqualTo(DatabaseHeader.NONE);
    }
}
