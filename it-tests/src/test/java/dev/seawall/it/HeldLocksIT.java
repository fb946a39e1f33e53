package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.Storages;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the kernel, all along, which locks the replicator holds. */
class HeldLocksIT {
    private static final Path KERNEL = Path.of("/proc/locks");
    private static final int PAGE_BYTES = 4096;
    private static final int LOOKS = 20;
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(3000)))";
    private static final List<String> OPTIONS = List.of(
            "--sync-interval",
            "20ms",
            "--snapshot-interval",
            "1s",
            "--checkpoint-pages",
            "20",
            "--max-wal-size",
            "1MiB");

    @TempDir
    Path folder;

    /** T19: a moment without these locks would be a moment in which anybody may restart the WAL, or delete it. */
    @Test
    void t19_locksOfTheReplicator_areHeldWhileItSyncsCutsAndTakesSnapshots() throws Exception {
        assumeTrue(Files.isReadable(KERNEL), "skipped: this system has no /proc/locks");
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        Cli cli = new Cli(folder, Map.of());
        String url = folder.resolve("replica").toString();
        try (Storage storage = Storages.open(StorageUrl.parse(url))) {
            Comparison comparison = new Comparison(folder, cli, url, storage);
            try (Child replicator = cli.replicate(source.database(), url, OPTIONS)) {
                await("a snapshot")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> ShippedState.of(source).isPresent());
                try (Connection application = source.open()) {
                    Set<String> cycles = new HashSet<>();
                    await("cycles of the WAL")
                            .atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(10))
                            .until(() -> {
                                run(application, INSERT);
                                expectHeld(replicator, source);
                                cycles.add(salts(source));
                                return cycles.size() > 5;
                            });
                }
                expectHeld(replicator, source);
                if (Sqlite3.isInstalled("sqlite3")) {
                    for (int i = 0; i < 3; i++) {
                        Sqlite3.run(source.database(), INSERT);
                        assertThat(source.wal())
                                .as("the WAL after another's last close")
                                .exists();
                        expectHeld(replicator, source);
                    }
                }
                replicator.terminate();
                replicator.expectExit(0);
            }
            assertThat(cli.list("generations", url)).hasSize(1);
            comparison.expectLatest(source);
            comparison.expectPoints(10);
        }
    }

    private static String salts(Source source) throws IOException {
        try (InputStream in = Files.newInputStream(source.wal())) {
            return HexFormat.of().formatHex(in.readNBytes(24), 16, 24);
        }
    }

    static void expectHeld(Child replicator, Source source) throws IOException {
        for (int i = 1; ; i++) {
            Shown shown = Shown.now();
            try {
                expectHeld(shown.locks(), replicator, source);
                return;
            } catch (AssertionError e) {
                if (shown.isOneMoment() || i == LOOKS) {
                    throw e;
                }
            }
        }
    }

    /**
     * What the kernel shows. Each read is of another moment, and has a page at most: a lock that is handed on in between may
     * be on neither. (What reads a file as a whole begins with one byte, where its length is said to be 0.)
     */
    private record Shown(String locks, boolean isOneMoment) {
        static Shown now() throws IOException {
            byte[] page = new byte[PAGE_BYTES];
            try (FileInputStream in = new FileInputStream(KERNEL.toFile())) {
                int n = Math.max(0, in.read(page));
                String first = new String(page, 0, n, StandardCharsets.US_ASCII);
                String rest = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                return new Shown(first + rest, rest.isEmpty());
            }
        }
    }

    private static void expectHeld(String shown, Child replicator, Source source) throws IOException {
        assertThat(locks(shown, replicator, source.database()))
                .as("locks on the database")
                .anyMatch(lock -> lock.contains(" READ "));
        // Byte 123 + slot of the -shm file is the read lock of a slot, 128 says that the file is in use. The kernel
        // shows neighbours as one.
        assertThat(locks(shown, replicator, source.shm()))
                .as("locks on the -shm file")
                .anyMatch(lock -> lock.contains(" READ ") && covers(lock, 123, 127))
                .anyMatch(lock -> lock.contains(" READ ") && covers(lock, 128, 128));
    }

    private static boolean covers(String lock, long from, long to) {
        String[] words = lock.strip().split(" +", -1);
        long first = Long.parseLong(words[words.length - 2]);
        long last = Long.parseLong(words[words.length - 1]);
        return first <= to && last >= from;
    }

    private static List<String> locks(String shown, Child replicator, Path file) throws IOException {
        long inode = (Long) Files.getAttribute(file, "unix:ino");
        String process = " " + replicator.pid() + " ";
        return shown.lines()
                .filter(lock -> lock.contains("POSIX") && lock.contains(process) && lock.contains(":" + inode + " "))
                .toList();
    }
}
