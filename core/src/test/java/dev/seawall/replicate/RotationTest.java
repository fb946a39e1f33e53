package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Options.FirmRotate;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final FlakyStorage storage = new FlakyStorage(new MemoryStorage(), new Random(1));
    private final long[] nanos = new long[1];
    private Application app;
    private Beside beside;

    @BeforeEach
    void replicate() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        beside = open(FirmRotate.ON, 10 * MIB);
        beside.shipAll();
    }

    private Beside open(FirmRotate firmRotate, long maxWalBytes) throws Exception {
        Options defaults = Options.DEFAULTS;
        Options options = new Options(
                defaults.syncInterval(),
                defaults.snapshotInterval(),
                defaults.retention(),
                100,
                defaults.checkpointInterval(),
                maxWalBytes,
                defaults.spoolLimitBytes(),
                firmRotate);
        return Beside.open(folder.resolve("app.db"), storage, options, nanos);
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
        expectFirstSealedBetween(18 * MIB, 20 * MIB);
    }

    @Test
    void rotation_replicaNearlyLevelAtThreeEighthsOfTheLimit_isNotWaitedFor() throws Exception {
        expectFirstSealedBetween(3 * MIB, 4 * MIB);
    }

    @Test
    void rotation_replicaLacksMoreThanHalfOfTheWal_isWaitedFor() throws Exception {
        tendWith(10 * MIB, 18 * MIB);

        assertThat(spooled()).isEmpty();
    }

    @Test
    void rotation_replicaLacksLessThanHalfOfTheWal_isNotWaitedFor() throws Exception {
        tendWith(22 * MIB, 18 * MIB);

        assertThat(spooled()).isNotEmpty();
    }

    private void tendWith(int shippedBytes, int lackingBytes) throws Exception {
        beside.close();
        beside = open(FirmRotate.ON, 64 * MIB);
        long cycle = beside.replicator().end().cycle();
        insert(shippedBytes);
        beside.replicator().capture();
        while (beside.replicator().ship(0) > 0) {
            beside.pass(Duration.ofSeconds(1));
        }
        assertThat(beside.replicator().end().cycle()).isEqualTo(cycle);
        insert(lackingBytes);
        captureForAWhile();
    }

    private void expectFirstSealedBetween(int withoutBytes, int withBytes) throws Exception {
        insert(withoutBytes);
        captureForAWhile();
        assertThat(spooled()).isEmpty();

        insert(withBytes - withoutBytes);
        captureForAWhile();

        assertThat(spooled()).isNotEmpty();
    }

    @Test
    void rotation_replicaFarBehindAndNoLockAllowed_isTriedGently() throws Exception {
        beside.close();
        beside = open(FirmRotate.OFF, 10 * MIB);
        beside.shipAll();
        long cycle = beside.replicator().end().cycle();
        insert(21 * MIB);
        captureForAWhile();
        app.insert(1, 10);
        captureForAWhile();

        assertThat(beside.replicator().end().cycle()).isEqualTo(cycle + 1);
    }

    /** Whatever happens to this process, and then to the WAL. */
    @Test
    void rotation_replicaAwayAndAReaderInTheWay_sealsAllTheSame() throws Exception {
        try (Application reader = Application.open(folder.resolve("app.db"))) {
            reader.run("BEGIN");
            reader.number("SELECT count(*) FROM t");
            storage.failAtRate(1);
            app.insert(200, 3_000);
            for (int i = 0; i < 150; i++) {
                beside.step();
                beside.pass(Duration.ofMillis(100));
            }

            assertThat(spooled()).isNotEmpty();
        }
    }

    /** Beside a writer that does not pause, a look may find no moment to be sure in: then it is for the next one. */
    private void captureAndTend() throws Exception {
        try {
            beside.replicator().capture();
            beside.replicator().tend();
        } catch (DatabaseException e) {
            assertThat(e.kind()).isEqualTo(DatabaseException.Kind.BUSY);
        }
    }

    /** As it runs: what is sealed beside the backfilling is waited for by whoever asks about it. */
    @Test
    void rotation_sealsOnAnotherThread_nothingIsLetGoOfBeforeItIsThere() throws Exception {
        List<Thread> aside = new CopyOnWriteArrayList<>();
        beside.replicator().runAsideOn(task -> {
            Thread thread = new Thread(task);
            aside.add(thread);
            thread.start();
        });
        long cycle = beside.replicator().end().cycle();
        storage.failAtRate(1);
        AtomicBoolean ended = new AtomicBoolean();
        Thread writer = new Thread(() -> writeUntil(ended));
        writer.start();
        try {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (beside.replicator().end().cycle() < cycle + 2) {
                assertThat(System.nanoTime() - deadline).isNegative();
                captureAndTend();
                beside.pass(Duration.ofMillis(20));
            }
        } finally {
            ended.set(true);
            writer.join();
        }
        storage.failAtRate(0);
        beside.pass(Duration.ofMinutes(5));
        beside.shipAll();

        assertThat(beside.replicator().status().get(0).position().index())
                .as("one history, through the spool")
                .isGreaterThanOrEqualTo(2);
        assertThat(aside).isNotEmpty();
    }

    private void writeUntil(AtomicBoolean ended) {
        try (Application writer = Application.open(folder.resolve("app.db"))) {
            writer.run("PRAGMA busy_timeout = 60000");
            while (!ended.get()) {
                writer.insert(1, 100_000);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
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
