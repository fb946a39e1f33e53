package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicateVerbTest {
    @TempDir
    Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void nameDatabase() {
        database = folder.resolve("app.db");
    }

    @Test
    void once_notADatabase_isCodeNine() throws IOException {
        Files.writeString(database, "This is a text, and not a database, however long it gets. ".repeat(10));

        assertFailed(once(), ExitCode.DATABASE, "app.db");
    }

    @Test
    void once_absent_isCodeNine() {
        assertFailed(once(), ExitCode.DATABASE, "app.db");
    }

    @Test
    void once_notInWalMode_isCodeNineAndNamesTheWayOut() throws SQLException {
        createInDeleteMode();

        assertFailed(once(), ExitCode.DATABASE, "--enable-wal");
    }

    @Test
    void once_notInWalModeButEnabled_isShipped() throws SQLException {
        createInDeleteMode();

        assertThat(once("--enable-wal").exitCode()).isZero();
        assertThat(folder.resolve("replica/generations")).isDirectory();
    }

    @Test
    void once_maxWalSizeOutOfRange_isCodeTwo() {
        assertFailed(once("--max-wal-size", "1KiB"), ExitCode.USAGE, "1 MiB to 1 GiB");
    }

    @Test
    void replica_inTheStateFolder_isCodeTwo() {
        CliRun run = CliRun.of(
                "replicate",
                "--once",
                database.toString(),
                folder.resolve(".app.db-seawall/replica").toString());

        assertFailed(run, ExitCode.USAGE, "state folder");
    }

    @Test
    void replicas_oneInTheOther_isCodeTwo() {
        assertFailed(once(folder.resolve("replica/inner").toString()), ExitCode.USAGE, "lie in each other");
    }

    private void createInDeleteMode() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x INTEGER)");
        }
    }

    private CliRun once(String... more) {
        Stream<String> args = Stream.of(
                "replicate",
                "--once",
                "--log-level=error",
                database.toString(),
                folder.resolve("replica").toString());
        return CliRun.of(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    private static void assertFailed(CliRun run, ExitCode code, String named) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code.number());
        assertThat(run.err()).startsWith("seawall: ").contains(named);
        assertThat(run.err().lines()).hasSize(1);
    }
}
