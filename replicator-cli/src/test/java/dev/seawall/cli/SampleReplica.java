package dev.seawall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Makes a replica of a small database: a snapshot, then one segment for each row added afterwards. */
record SampleReplica(Path folder, Path database) {
    static final int ROWS = 4;

    static SampleReplica create(Path parent) throws SQLException {
        SampleReplica sample = new SampleReplica(parent.resolve("replica"), parent.resolve("app.db"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + sample.database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE t (x INTEGER)");
            for (int row = 1; row <= ROWS; row++) {
                statement.execute("INSERT INTO t VALUES (" + row + ")");
                CliRun run = CliRun.of(
                        "replicate", "--once", "--log-level", "error", sample.database.toString(), sample.url());
                assertThat(run).isEqualTo(new CliRun(0, "", ""));
            }
        }
        return sample;
    }

    String url() {
        return folder.toString();
    }

    /** The replica's segments in order. */
    List<Path> segments() throws IOException {
        return objects(".wal.lz4");
    }

    /** The replica's snapshots in order. */
    List<Path> snapshots() throws IOException {
        return objects(".snapshot.lz4");
    }

    private List<Path> objects(String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
        }
    }

    static int rows(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM t")) {
            return count.getInt(1);
        }
    }
}
