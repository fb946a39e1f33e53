package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.WatchedStorage;
import dev.seawall.storage.WatchedStorage.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot is under way, and something goes wrong that no storage says. */
class SnapshotFaultsTest {
    @TempDir
    Path folder;

    private final MemoryStorage objects = new MemoryStorage();
    private final WatchedStorage storage = new WatchedStorage(objects);

    @SuppressWarnings("NullAway.Init")
    private Application app;

    @SuppressWarnings("NullAway.Init")
    private Beside beside;

    @BeforeEach
    void replicate() throws Exception {
        app = Application.create(folder.resolve("app.db"), 4096);
        app.insert(600, 6_000);
        Duration day = Duration.ofDays(1);
        beside = Beside.open(folder.resolve("app.db"), storage, Beside.everyFrames(20, day, day), new long[1]);
    }

    @AfterEach
    void close() throws Exception {
        beside.close();
        app.close();
    }

    private void shipSegments() throws Exception {
        for (int i = 0; i < 100; i++) {
            beside.replicator().capture();
            beside.replicator().tend();
            beside.replicator().ship(0);
            beside.pass(Duration.ofMillis(100));
        }
    }

    /** What was read for it, and not written, must not be missing in its middle. */
    @Test
    void write_runsOutOfMemory_isNoSnapshotAndTheNextOneIsWhole() throws Exception {
        int[] writes = new int[1];
        storage.before((call, key) -> {
            if (call == Call.WRITE && ++writes[0] == 2) {
                throw new OutOfMemoryError("as asked");
            }
        });
        shipSegments();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        beside.replicator().snapshot(0);
                    }
                })
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(objects.openUploads()).isZero();
        assertThat(objects.keys()).noneMatch(key -> key.contains("snapshots"));

        beside.shipAll();

        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(objects, restored));
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT sum(length(v)) FROM t"))
                    .isEqualTo(app.number("SELECT sum(length(v)) FROM t"));
        }
    }

    /** The step hangs in the storage: the WAL must not wait for it. */
    @Test
    void cancel_besideAStepThatHangs_letsTheWalBeCut() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        storage.before((call, key) -> {
            if (call == Call.WRITE) {
                writing.countDown();
                await(goOn);
            }
        });
        shipSegments();
        Thread hanging = new Thread(() -> {
            try {
                while (writing.getCount() > 0) {
                    beside.replicator().snapshot(0);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        hanging.start();
        await(writing);
        app.insert(30, 3_000);
        shipSegments();
        assertThat(walRestarts()).as("while the moment is held").isFalse();

        assertThat(beside.replicator().cancelSnapshots()).isEqualTo(1);
        assertThat(beside.replicator().cancelSnapshots()).isZero();
        shipSegments();

        assertThat(walRestarts()).isTrue();
        goOn.countDown();
        hanging.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(hanging.isAlive()).isFalse();
        beside.shipAll();
    }

    private boolean walRestarts() throws Exception {
        int index = beside.replicator().status().get(0).position().index();
        app.insert(1, 10);
        shipSegments();
        return beside.replicator().status().get(0).position().index() > index;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
