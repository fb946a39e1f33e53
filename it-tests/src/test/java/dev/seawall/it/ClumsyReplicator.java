package dev.seawall.it;

import dev.seawall.Replication;
import dev.seawall.Storages;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.StorageUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Replicates a database in a process that also does what must never be done there: at each line of its input it opens
 * and closes the {@code -shm} file, which drops all of SQLite's locks on it. Ends with its input.
 */
public final class ClumsyReplicator {
    private ClumsyReplicator() {}

    /** @param args the database, and the replica's address */
    public static void main(String[] args) throws IOException {
        Path database = Path.of(args[0]);
        Replication replication = new Replication(
                database,
                List.of(Storages.open(StorageUrl.parse(args[1]))),
                new Replication.Settings(
                        Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30)));
        Thread commands = new Thread(() -> obey(database, replication), "commands");
        commands.setDaemon(true);
        commands.start();
        if (replication.run() != Replication.Outcome.ALL_SHIPPED) {
            throw new IllegalStateException("not all was shipped");
        }
    }

    private static void obey(Path database, Replication replication) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                new RandomAccessFile(database + "-shm", "r").close();
                System.out.println("dropped");
            }
        } catch (IOException e) {
            System.out.println("failed: " + e);
        }
        replication.stop();
    }
}
