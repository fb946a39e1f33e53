package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When is the WAL cut beside a replica that answers? What is sealed for it is written twice. */
class RotationTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private Application app;
    private Beside beside;

    @BeforeEach
    void replicate() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        Options defaults = Options.DEFAULTS;
        Options options = new Options(
                defaults.syncInterval(),
                defaults.snapshotInterval(),
                defaults.retention(),
                100,
                defaults.checkpointInterval(),
                10 * MIB,
                defaults.spoolLimitBytes(),
                defaults.firmRotate());
        beside = Beside.open(folder.resolve("app.db"), new MemoryStorage(), options, new long[1]);
        beside.shipAll();
    }

    @AfterEach
    void close() throws Exception {
        beside.close();
        app.close();
    }

    @Test
    void rotation_replicaHasItInAMoment_waitsForThat() throws Exception {
        long cycle = beside.replicator().end().cycle();
        insert(2 * MIB);
        captureForAWhile();
        assertThat(spooled()).isEmpty();

        beside.shipAll();
        captureForAWhile();
        app.insert(1, 10);
        beside.shipAll();

        assertThat(beside.replicator().end().cycle()).isEqualTo(cycle + 1);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void rotation_replicaFarBehind_isWaitedForUpToTwiceTheLimit() throws Exception {
        insert(18 * MIB);
        captureForAWhile();
        assertThat(spooled()).isEmpty();

        insert(2 * MIB);
        captureForAWhile();

        assertThat(spooled()).isNotEmpty();
    }

    @Test
    void rotation_replicaNearlyLevelAtHalfTheLimit_isNotWaitedFor() throws Exception {
        insert(4 * MIB);
        captureForAWhile();
        assertThat(spooled()).isEmpty();

        insert(2 * MIB);
        captureForAWhile();

        assertThat(spooled()).isNotEmpty();
    }

    private void insert(int bytes) throws Exception {
        app.insert(bytes / MIB, MIB);
    }

    private void captureForAWhile() throws IOException {
        for (int i = 0; i < 30; i++) {
            beside.replicator().capture();
            beside.replicator().tend();
            beside.pass(Duration.ofMillis(100));
        }
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".app.db-seawall/spool"))) {
            return files.toList();
        }
    }
}
