package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Relay.Backfill;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the kernel which POSIX locks this process holds: closing any descriptor of the file would drop them all. */
class LocksTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsProcLocks() {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "skipped: this system has no /proc/locks");
    }

    @Test
    void hold_everyStepOfTheRelay_keepsTheLocks() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, new AllSafe(), (header, lastFrame) -> 0)) {
            expectLocks(path);
            for (int i = 0; i < 20; i++) {
                app.insert(5, 500);
                relay.look();
                relay.advance(Backfill.THEIRS);
                expectLocks(path);
                relay.rotate();
                expectLocks(path);
                relay.rotateFirmly(1_000_000, 1 << 20, nanos -> {});
                expectLocks(path);
                relay.openSnapshot().ifPresent(hold -> readAndClose(hold));
                expectLocks(path);
                assertThat(database.isStillInPlace(path)).isTrue();
                expectLocks(path);
            }
        }
    }

    @Test
    void anotherDescriptorOfTheDatabase_closed_dropsTheLocks() throws Exception {
        Path path = folder.resolve("app.db");
        try (Application app = Application.create(path, 4096);
                LiveDatabase database = LiveDatabase.open(path, JournalMode.REQUIRE_WAL);
                Relay relay = Relay.take(database, new AllSafe(), (header, lastFrame) -> 0)) {
            app.insert(1, 1);
            assertThat(relay.look()).isTrue();
            assertThat(locksOn(path)).isNotEmpty();

            new RandomAccessFile(path.toFile(), "r").close();

            assertThat(locksOn(path)).isEmpty();
        }
    }

    private static void readAndClose(SnapshotHold hold) {
        try (hold) {
            byte[] buffer = new byte[1 << 16];
            while (hold.pages().read(buffer) > 0) {
                assertThat(buffer).isNotEmpty();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void expectLocks(Path path) throws IOException {
        assertThat(locksOn(path)).as("locks on the database").isNotEmpty();
        // Byte 120 + 3 + slot of the -shm file is read lock `slot`, 128 says that the file is in use.
        assertThat(locksOn(path.resolveSibling("app.db-shm")))
                .as("locks on the -shm file")
                .anyMatch(lock -> lock.matches(".* READ .* 12[3-7] 12[3-7]"))
                .anyMatch(lock -> lock.matches(".* READ .* 128 128"));
    }

    private static List<String> locksOn(Path file) throws IOException {
        long inode = (Long) Files.getAttribute(file, "unix:ino");
        String process = " " + ProcessHandle.current().pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(lock -> lock.contains("POSIX") && lock.contains(process) && lock.contains(":" + inode + " "))
                .toList();
    }

    private static final class AllSafe implements Safety {
        @Override
        public boolean isSafe(long cycle, long frame) {
            return true;
        }

        @Override
        public boolean makeSafe(Visible visible) {
            return true;
        }
    }
}
