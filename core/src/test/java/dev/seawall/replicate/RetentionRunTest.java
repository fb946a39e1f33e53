package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationListing;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.WatchedStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionRunTest {
    private static final Duration WINDOW = Duration.ofHours(6);

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final long[] nanos = {0};

    /** Two days of commits, a restart in between that breaks the history: every moment of the window is there. */
    @Test
    void retention_overDays_keepsEveryMomentOfTheWindowAndLittleElse() throws Exception {
        Path database = folder.resolve("app.db");
        TreeMap<Instant, Long> rowsAt = new TreeMap<>();
        try (Application app = Application.create(database, 512)) {
            for (int day = 0; day < 2; day++) {
                try (Beside beside =
                        Beside.open(database, storage, Beside.everyFrames(10, Duration.ofHours(1), WINDOW), nanos)) {
                    for (int i = 0; i < 24; i++) {
                        app.insert(3, 100);
                        beside.shipAll();
                        Instant now = Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]);
                        rowsAt.put(now, app.number("SELECT count(*) FROM t"));
                        beside.pass(Duration.ofHours(1));
                    }
                    Instant end = Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]);
                    expectEachMoment(rowsAt.tailMap(end.minus(WINDOW).minus(Duration.ofHours(1)), false));
                    GenerationListing kept = GenerationListing.read(storage, beside.generation());
                    assertThat(kept.snapshots()).hasSizeBetween(1, 10);
                    assertThat(kept.segments().get(0).name().index())
                            .isEqualTo(kept.snapshots().get(0).name().index());
                }
                app.run("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
        assertThat(storage.listFolders("generations/"))
                .as("the first day's is gone")
                .hasSize(1);
    }

    /** Wrong for a moment: by it, all but the newest is old, and by the right one the newest is of the future. */
    @Test
    void retention_clockAheadForAMoment_forgetsNothingOfTheWindowAndSnapshotsGoOn() throws Exception {
        Path database = folder.resolve("app.db");
        long[] aheadMillis = new long[1];
        Times times = new Times(
                () -> Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]).plusMillis(aheadMillis[0]),
                () -> nanos[0]);
        try (Application app = Application.create(database, 512);
                Replicator replicator = Replicator.open(
                        database,
                        JournalMode.REQUIRE_WAL,
                        List.of(storage),
                        Beside.everyFrames(10, Duration.ofHours(1), WINDOW),
                        Optional.empty(),
                        times,
                        new Random(1))) {
            Beside beside = new Beside(replicator, storage, nanos);
            commitHours(app, beside, 3);
            List<String> before = storage.keys();

            aheadMillis[0] = Duration.ofDays(3).toMillis();
            app.insert(3, 100);
            beside.shipAll();
            assertThat(storage.keys()).containsAll(before);

            aheadMillis[0] = 0;
            int snapshots = snapshots(beside);
            commitHours(app, beside, 3);
            assertThat(snapshots(beside)).isGreaterThan(snapshots);
            assertThat(storage.keys()).containsAll(before);
        }
    }

    /** A process that ends at once would leave it behind each time, and nothing would ever be deleted. */
    @Test
    void runOnce_storageIsSlow_endsWithRetentionDone() throws Exception {
        Path database = folder.resolve("app.db");
        WatchedStorage slow = new WatchedStorage(storage).before((call, key) -> {
            if (call == WatchedStorage.Call.DELETE) {
                LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos()); // longer than threads get to end
            }
        });
        Options options = Beside.everyFrames(10, Duration.ofHours(1), Duration.ofMillis(1));
        try (Application app = Application.create(database, 512)) {
            for (int run = 0; run < 3; run++) {
                app.insert(3, 100);
                Times times = Times.system();
                try (Replicator replicator = Replicator.open(
                        database,
                        JournalMode.REQUIRE_WAL,
                        List.of(slow),
                        options,
                        Optional.empty(),
                        times,
                        new Random(run))) {
                    Runner runner = new Runner(replicator, times, new StopSwitch());
                    assertThat(runner.runOnce(Duration.ofMinutes(1))).isEqualTo(Runner.Ending.ALL_SHIPPED);
                    assertThat(storage.listFolders("generations/")).hasSize(1);
                }
                app.run("PRAGMA wal_checkpoint(TRUNCATE)"); // so that the next run begins a generation
            }
        }
    }

    private void commitHours(Application app, Beside beside, int hours) throws Exception {
        for (int i = 0; i < hours; i++) {
            app.insert(3, 100);
            beside.shipAll();
            beside.pass(Duration.ofHours(1));
            app.insert(3, 100);
            beside.shipAll();
        }
    }

    private int snapshots(Beside beside) throws Exception {
        return GenerationListing.read(storage, beside.generation()).snapshots().size();
    }

    private void expectEachMoment(Map<Instant, Long> rowsAt) throws Exception {
        assertThat(rowsAt).isNotEmpty();
        for (Map.Entry<Instant, Long> moment : rowsAt.entrySet()) {
            Path restored = folder.resolve("restored.db");
            new Restorer()
                    .restore(RestoreRequest.latest(storage, restored).withTarget(new Target.AtTime(moment.getKey())));
            try (Application copy = Application.open(restored)) {
                assertThat(copy.number("SELECT count(*) FROM t"))
                        .as("rows at %s", moment.getKey())
                        .isEqualTo(moment.getValue());
            }
            Files.delete(restored);
        }
    }
}
