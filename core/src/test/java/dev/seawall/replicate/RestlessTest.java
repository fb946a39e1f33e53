package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.LogWatch;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.SegmentName;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When nothing happens, a replicator is asked once a second, unless it says that it cannot wait. Saying so for nothing
 * costs processor time on an idle machine; not saying so makes whatever is due a second late.
 */
class RestlessTest {
    private static final int ROWS_OF_A_CYCLE = 30;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private Application app;

    @SuppressWarnings("NullAway.Init")
    private Beside beside;

    @BeforeEach
    void replicate() throws Exception {
        Path database = folder.resolve("app.db");
        app = Application.create(database, 4096);
        app.insert(1, 100);
        Duration day = Duration.ofDays(1);
        beside = Beside.open(database, storage, Beside.everyFrames(20, day, day), new long[1]);
    }

    @AfterEach
    void close() throws Exception {
        beside.close();
        app.close();
    }

    private boolean isRestless() {
        return beside.replicator().isRestless();
    }

    @Test
    void isRestless_snapshotWaitsForItsMoment_untilItHasIt() throws Exception {
        for (int i = 0; i < 20 && !isRestless(); i++) {
            beside.replicator().ship(0);
            beside.replicator().snapshot(0);
        }
        assertThat(isRestless()).isTrue();
        assertThat(beside.replicator().tend()).isPositive();
        assertThat(isRestless()).isFalse();
        beside.shipAll();
        assertThat(isRestless()).isFalse();
    }

    @Test
    void isRestless_walIsLongEnoughToBeCut_untilItIs() throws Exception {
        beside.shipAll();
        app.insert(ROWS_OF_A_CYCLE, 3_000);
        beside.replicator().capture();
        assertThat(isRestless()).isTrue();
        beside.shipAll();
        assertThat(isRestless()).isFalse();
    }

    /** Our hold then freezes all backfilling, and must move on soon. */
    @Test
    void isRestless_walWasRestartedUnderOurHold_untilTheHoldMovesOn() throws Exception {
        cutTheWal();
        app.insert(1, 100);
        beside.replicator().capture();
        assertThat(isRestless()).isTrue();
        beside.replicator().tend();
        assertThat(isRestless()).as("a moment is left to the shipper").isTrue();
        beside.pass(Duration.ofMillis(50));
        assertThat(beside.replicator().tend()).isEqualTo(1);
        assertThat(isRestless()).isFalse();
    }

    private void cutTheWal() throws Exception {
        app.insert(ROWS_OF_A_CYCLE, 3_000);
        beside.shipAll();
        for (int i = 0; i < 20 && isRestless(); i++) {
            beside.step();
            beside.pass(Duration.ofMillis(100));
        }
        assertThat(isRestless()).isFalse();
    }

    /** The database file alone is what it begins with: nobody may write for long. */
    @Test
    void isRestless_generationIsWantedWhileTheWalIsEmpty_untilItBegan() throws Exception {
        beside.shipAll();
        GenerationId first = beside.generation();
        app.insert(ROWS_OF_A_CYCLE, 3_000);
        beside.replicator().capture();
        assertThat(beside.replicator().tend()).as("seals, and cuts the WAL").isPositive();
        app.run("PRAGMA wal_checkpoint(TRUNCATE)");
        assertThat(folder.resolve("app.db-wal")).isEmptyFile();
        beside.replicator().capture();
        long end = beside.replicator().status().get(0).position().offsetBytes();
        storage.put(new SegmentName(first, 0, end).key(), new byte[] {1, 2, 3}, Instant.EPOCH);
        beside.pass(Duration.ofSeconds(5));
        try (LogWatch log = new LogWatch(Shipper.class)) {
            assertThat(beside.replicator().ship(0)).isEqualTo(1);
            assertThat(log.messages()).singleElement().asString().contains("another writer");
        }
        assertThat(isRestless()).isTrue();
        beside.shipAll();
        assertThat(isRestless()).isFalse();
        expectRestoredAsItIs();

        app.insert(1, 100);
        beside.shipAll();

        assertThat(beside.generation()).isNotEqualTo(first);
        assertThat(beside.reason()).isEqualTo("another_writer");
        expectRestoredAsItIs();
    }

    private void expectRestoredAsItIs() throws Exception {
        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, restored));
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(app.number("SELECT count(*) FROM t"));
        }
        Files.delete(restored);
    }
}
