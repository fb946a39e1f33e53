package dev.seawall.cli.prepare;

import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.FirstRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Does once what users do often, so that Java loads the classes which it is to keep: replicates a small database, and
 * restores it from a folder and over HTTP.
 */
public final class Rehearsal {
    /** Runs one command line of Seawall; returns its exit code. */
    public interface Stage {
        int run(String... args);
    }

    private final Stage stage;

    public Rehearsal(Stage stage) {
        this.stage = stage;
    }

    /** @throws IOException if a command failed; what it said stands on standard error */
    public void perform() throws IOException, SQLException {
        // Nothing leaves this machine, but the client insists on credentials.
        System.setProperty("aws.accessKeyId", "rehearsal");
        System.setProperty("aws.secretAccessKey", "rehearsal");
        Path folder = Files.createTempDirectory("seawall-rehearsal");
        try {
            Path database = folder.resolve("app.db");
            Path replica = folder.resolve("replica");
            run("version");
            replicateTwice(database, replica);
            run("timeline", replica.toString());
            run("restore", "-o", folder.resolve("restored.db").toString(), replica.toString());
            try (SmallStore store = SmallStore.of(replica)) {
                run("restore", "-o", folder.resolve("fetched.db").toString(), store.url());
                if (StorageUrl.parse(store.url()) instanceof StorageUrl.S3 url) {
                    FirstRequest.rehearse(url);
                }
            }
        } finally {
            delete(folder);
        }
    }

    /** The second time there is something behind the snapshot: a segment for a restore to apply. */
    private void replicateTwice(Path database, Path replica) throws IOException, SQLException {
        // Open all the time: the last one to close a database takes its WAL away. In the process of Seawall itself an
        // application's connection would lose its locks; nobody else knows this database.
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE line (words TEXT)");
            run("replicate", "--once", database.toString(), replica.toString());
            statement.execute("INSERT INTO line VALUES ('To be, or not to be')");
            run("replicate", "--once", database.toString(), replica.toString());
        }
    }

    private void run(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("--log-level", "error"));
        all.addAll(List.of(args));
        int code = stage.run(all.toArray(String[]::new));
        if (code != 0) {
            throw new IOException("'seawall " + String.join(" ", args) + "' ended with " + code);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
