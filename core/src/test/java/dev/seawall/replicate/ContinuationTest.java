package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.storage.MemoryStorage;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops a replicator, does something to the database, and starts it again: does the generation go on? */
class ContinuationTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void start_nothingHappened_goesOn() throws Exception {
        assertThat(goesOnAfter(app -> {})).isTrue();
    }

    @Test
    void start_commitsFollowedInTheSameCycle_goesOn() throws Exception {
        assertThat(goesOnAfter(app -> app.insert(5, 100))).isTrue();
    }

    @Test
    void start_applicationClosedAndLeftTheWal_goesOn() throws Exception {
        Path database = database();
        GenerationId first;
        try (Application app = Application.open(database)) {
            app.insert(3, 100);
            try (Beside beside = Beside.open(database, storage)) {
                beside.shipAll();
                first = beside.generation();
                app.close(); // we hold the last connection, which must not delete the WAL
            }
        }
        assertThat(folder.resolve("app.db-wal")).isNotEmptyFile();
        try (Beside beside = Beside.open(database, storage)) {
            beside.shipAll();
            assertThat(beside.generation()).isEqualTo(first);
        }
    }

    @Test
    void start_walRestartedMeanwhile_isABreak() throws Exception {
        assertThat(goesOnAfter(app -> {
                    app.run("PRAGMA wal_checkpoint(RESTART)");
                    app.insert(1, 100);
                }))
                .isFalse();
    }

    @Test
    void start_walTruncatedMeanwhile_isABreak() throws Exception {
        assertThat(goesOnAfter(app -> {
                    app.run("PRAGMA wal_checkpoint(TRUNCATE)");
                    app.insert(200, 100);
                }))
                .isFalse();
    }

    @Test
    void start_walCutShortByAPowerLoss_isABreak() throws Exception {
        Path database = database();
        GenerationId first = replicate(database);
        try (RandomAccessFile wal =
                new RandomAccessFile(folder.resolve("app.db-wal").toFile(), "rw")) {
            wal.setLength(wal.length() - 100);
        }
        expectBreak(database, first, "wal_shorter_than_shipped");
    }

    /** A power loss took the last commit, another of the same size came in its place: same salts, same length. */
    @Test
    void start_lastCommitIsAnotherOne_isABreak() throws Exception {
        Path database = database();
        Path wal = folder.resolve("app.db-wal");
        byte[] before = Files.readAllBytes(wal);
        GenerationId first;
        try (Beside beside = Beside.open(database, storage)) {
            try (Application app = Application.open(database)) {
                app.insert(1, 500);
            }
            beside.shipAll();
            first = beside.generation();
        }
        int length = Files.readAllBytes(wal).length;
        Files.write(wal, before);
        Files.delete(folder.resolve("app.db-shm"));
        try (Application app = Application.open(database)) {
            app.insert(1, 500);
            assertThat(Files.readAllBytes(wal)).hasSize(length);
            expectBreak(database, first, "wal_differs_from_shipped");
        }
    }

    @Test
    void start_databaseReplaced_isABreak() throws Exception {
        Path database = database();
        GenerationId first = replicate(database);
        Path copy = Files.copy(database, folder.resolve("copy.db"));
        Files.move(copy, database, StandardCopyOption.REPLACE_EXISTING);
        expectBreak(database, first, "database_replaced");
    }

    /** Beside an empty WAL, a snapshot is all that a generation has. */
    @Test
    void start_databaseReplacedWhenOnlyASnapshotIsShipped_followsThatGeneration() throws Exception {
        Path database = database();
        try (Application app = Application.open(database)) {
            app.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        GenerationId first;
        try (Beside beside = Beside.open(database, storage)) {
            beside.shipAll();
            first = beside.generation();
            assertThat(GenerationListing.read(storage, first).segments()).isEmpty();
        }
        Path copy = Files.copy(database, folder.resolve("copy.db"));
        Files.move(copy, database, StandardCopyOption.REPLACE_EXISTING);
        expectBreak(database, first, "database_replaced");
    }

    @Test
    void start_stateUnreadable_isABreakAndNothingElse() throws Exception {
        Path database = database();
        GenerationId first = replicate(database);
        Files.writeString(folder.resolve(".app.db-seawall/state.json"), "{\"version\": 1, \"replicas\": 3}");
        expectBreak(database, first, "state_lost");
    }

    /** Without the state, only the replica knows that its last commit came later than the clock says it is now. */
    @Test
    void start_stateLostAndClockSetBack_latestIsStillTheNewGeneration() throws Exception {
        Path database = database();
        try (Beside ahead = Beside.open(database, storage, Options.DEFAULTS, new long[] {3_600_000_000_000L})) {
            ahead.shipAll();
        }
        Files.delete(folder.resolve(".app.db-seawall/state.json"));
        try (Application app = Application.open(database);
                Beside behind = Beside.open(database, storage)) {
            app.insert(90, 10);
            behind.shipAll();
        }
        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, restored));
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(100);
        }
    }

    @Test
    void start_damagedObjectBehindOurPlace_isABreakAndShippingGoesOn() throws Exception {
        Path database = database();
        GenerationId first;
        long end;
        try (Beside beside = Beside.open(database, storage)) {
            beside.shipAll();
            first = beside.generation();
            end = beside.replicator().status().get(0).position().offsetBytes();
        }
        storage.put(new SegmentName(first, 0, end).key(), new byte[] {1, 2, 3}, Instant.EPOCH);
        expectBreak(database, first, "replica_damaged");
    }

    @Test
    void start_objectsBeyondTheState_areAdopted() throws Exception {
        Path database = database();
        try (Application app = Application.open(database)) {
            GenerationId first = replicate(database);
            byte[] older = Files.readAllBytes(folder.resolve(".app.db-seawall/state.json"));
            app.insert(5, 100);
            replicate(database);
            Files.write(folder.resolve(".app.db-seawall/state.json"), older);
            int objects = storage.keys().size();

            try (Beside beside = Beside.open(database, storage)) {
                beside.shipAll();
                assertThat(beside.generation()).isEqualTo(first);
            }
            assertThat(storage.keys()).hasSize(objects);
        }
    }

    @Test
    void open_anotherSeawallIsThere_isRefused() throws Exception {
        Path database = database();
        try (Beside beside = Beside.open(database, storage)) {
            assertThatThrownBy(() -> Beside.open(database, storage))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("another Seawall");
            beside.shipAll();
        }
    }

    private interface Meanwhile {
        void act(Application app) throws Exception;
    }

    private boolean goesOnAfter(Meanwhile meanwhile) throws Exception {
        Path database = database();
        try (Application app = Application.open(database)) {
            app.insert(50, 100);
            GenerationId first = replicate(database);
            meanwhile.act(app);
            GenerationId second = replicate(database);
            Path restored = folder.resolve("restored.db");
            new Restorer().restore(RestoreRequest.latest(storage, restored));
            try (Application copy = Application.open(restored)) {
                assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(app.number("SELECT count(*) FROM t"));
            }
            return second.equals(first);
        }
    }

    private void expectBreak(Path database, GenerationId first, String reason) throws Exception {
        try (Beside beside = Beside.open(database, storage);
                Application app = Application.open(database)) {
            app.insert(1, 10);
            beside.shipAll();
            assertThat(beside.generation()).isNotEqualTo(first);
            assertThat(beside.reason()).isEqualTo(reason);
        }
    }

    private GenerationId replicate(Path database) throws Exception {
        try (Beside beside = Beside.open(database, storage)) {
            beside.shipAll();
            return beside.generation();
        }
    }

    /** A database whose WAL holds frames. */
    private Path database() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096);
                Application keeper = Application.open(database)) {
            app.insert(10, 100);
            Files.copy(database, folder.resolve("kept.db"));
            Files.copy(folder.resolve("app.db-wal"), folder.resolve("kept.db-wal"));
            assertThat(keeper.number("SELECT count(*) FROM t")).isEqualTo(10);
        }
        Files.move(folder.resolve("kept.db"), database, StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("kept.db-wal"), folder.resolve("app.db-wal"));
        return database;
    }
}
