package dev.seawall.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityCheckTest {
    @TempDir
    private Path directory;

    private Path database() {
        return directory.resolve("app.db");
    }

    @BeforeEach
    void create() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE t(x)");
            statement.execute("CREATE INDEX i ON t(x)");
            statement.execute("INSERT INTO t VALUES (randomblob(20000)), (2), (3)");
        }
    }

    @Test
    void check_ofASoundDatabase_findsNothingAndChangesNothing() throws Exception {
        byte[] before = Files.readAllBytes(database());
        assertThat(IntegrityCheck.quick(database())).isEmpty();
        assertThat(IntegrityCheck.full(database())).isEmpty();
        assertThat(Files.readAllBytes(database())).isEqualTo(before);
        assertThat(directory.toFile().list()).containsExactly("app.db");
    }

    @Test
    void check_ofABrokenPage_findsIt() throws Exception {
        byte[] bytes = Files.readAllBytes(database());
        Arrays.fill(bytes, 4096, 8192, (byte) 0x55);
        Files.write(database(), bytes);
        assertThat(IntegrityCheck.quick(database())).isNotEmpty();
        assertThat(IntegrityCheck.full(database())).isNotEmpty();
    }

    @Test
    void check_ofSomethingElse_saysWhatSqliteSays() throws Exception {
        Files.write(
                database(),
                "no database at all, but long enough to be asked".repeat(90).getBytes(US_ASCII));
        assertThat(IntegrityCheck.quick(database())).singleElement().asString().contains("not a database");
    }

    /** Sound pages with unsound content: SQLite reads them, and says what is wrong in rows. */
    @Test
    void check_ofAValueThatCannotBe_findsIt() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE n(x)");
            statement.execute("INSERT INTO n VALUES (NULL)");
            statement.execute("PRAGMA writable_schema=ON");
            statement.execute("UPDATE sqlite_schema SET sql='CREATE TABLE n(x NOT NULL)' WHERE name='n'");
        }
        assertThat(IntegrityCheck.quick(database())).singleElement().asString().contains("NULL value in n.x");
    }
}
