package dev.seawall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.Runner;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.WatchedStorage;
import dev.seawall.storage.WatchedStorage.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole of it, with its threads and the real clock. Nothing here waits for time to pass: what a test does to a
 * replication, it does from within a call to the storage or to the log.
 */
@Timeout(60)
class ReplicationTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final MemoryStorage memory = new MemoryStorage();
    private final WatchedStorage storage = new WatchedStorage(memory);

    private Path database() {
        return folder.resolve("app.db");
    }

    private Replication replication(Duration timeout, Storage... replicas) {
        return replication(JournalMode.REQUIRE_WAL, timeout, replicas);
    }

    private Replication replication(JournalMode mode, Duration timeout, Storage... replicas) {
        return new Replication(
                database(), List.of(replicas), new Settings(Options.DEFAULTS, mode, Optional.empty(), timeout));
    }

    private Application application(int rows) throws SQLException {
        Application app = Application.create(database(), 4096);
        app.insert(rows, 100);
        return app;
    }

    private long restoredRows(MemoryStorage replica) throws Exception {
        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(replica, restored));
        try (Application copy = Application.open(restored)) {
            return copy.number("SELECT count(*) FROM t");
        }
    }

    /** Makes a replication stop as soon as there is a snapshot. */
    private Replication stopAfterTheSnapshot(Replication replication) {
        storage.after((call, key) -> {
            if (call == Call.COMPLETE) {
                replication.stop();
            }
        });
        return replication;
    }

    @Test
    void replication_withoutAReplica_isRefused() {
        assertThatThrownBy(() -> replication(LONG)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void runOnce_afterCommits_shipsThemAll() throws Exception {
        MemoryStorage second = new MemoryStorage();
        try (Application app = application(12)) {
            Replication replication = replication(LONG, storage, second);
            assertThat(replication.status()).isEmpty();

            assertThat(replication.runOnce()).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(replication.status()).isEmpty();
            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(12);
        }
        assertThat(restoredRows(memory)).isEqualTo(12);
        Files.delete(folder.resolve("restored.db"));
        assertThat(restoredRows(second)).isEqualTo(12);
    }

    @Test
    void runOnce_withoutTheDatabase_failsAtOnce() {
        assertThatThrownBy(() -> replication(LONG, storage).runOnce())
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ABSENT));
    }

    @Test
    void runOnce_oneReplicaRefuses_failsWithWhatItSaid() throws Exception {
        storage.fail(StorageException.Kind.FORBIDDEN, Call.CREATE);
        try (Application app = application(1)) {
            app.insert(1, 1);
            assertThatThrownBy(() ->
                            replication(LONG, new MemoryStorage(), storage).runOnce())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("CREATE");
        }
    }

    @Test
    void runOnce_storageThatTakesNothing_endsOnceTheTimeIsOver() throws Exception {
        storage.fail(StorageException.Kind.BUSY, Call.CREATE);
        try (Application app = application(1)) {
            app.insert(1, 1);
            assertThat(replication(Duration.ofMillis(200), storage).runOnce()).isEqualTo(Outcome.NOT_ALL_SHIPPED);
        }
    }

    @Test
    void runOnce_askedToStop_comesBackWithoutTheRest() throws Exception {
        Replication replication = replication(LONG, storage);
        storage.before((call, key) -> {
            if (call == Call.CREATE) {
                replication.stop();
                throw new StorageException(StorageException.Kind.BUSY, "busy", null);
            }
        });
        try (Application app = application(1)) {
            app.insert(1, 1);
            assertThat(replication.runOnce()).isEqualTo(Outcome.NOT_ALL_SHIPPED);
        }
    }

    /** What only a person can mend is said before anything else happens. */
    @Test
    void run_everyReplicaForbidden_failsBeforeTheDatabaseIsTouched() throws Exception {
        storage.fail(StorageException.Kind.FORBIDDEN, Call.LIST_FOLDERS);
        try (Application app = application(1)) {
            app.insert(1, 1);
            assertThatThrownBy(() -> replication(LONG, storage, storage).run())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("LIST_FOLDERS");
            assertThat(folder.resolve(".app.db-seawall")).doesNotExist();
        }
    }

    /** Listing is allowed and writing is not: nobody can know before something is written. */
    @Test
    void run_everyReplicaRefusesWhatIsWritten_fails() throws Exception {
        storage.fail(StorageException.Kind.FORBIDDEN, Call.CREATE, Call.START_UPLOAD);
        try (Application app = application(1)) {
            app.insert(1, 1);
            assertThatThrownBy(() -> replication(LONG, storage).run())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("CREATE");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = StorageException.Kind.class,
            names = {"FORBIDDEN", "UNREACHABLE"})
    void run_oneReplicaOfTwoFails_shipsToTheOther(StorageException.Kind kind) throws Exception {
        WatchedStorage failing = new WatchedStorage(new MemoryStorage()).fail(kind, Call.values());
        try (Application app = application(3);
                LogWatch log = new LogWatch(Replication.class)) {
            Replication replication = replication(Duration.ofMillis(50), storage, failing);

            assertThat(stopAfterTheSnapshot(replication).run()).isEqualTo(Outcome.NOT_ALL_SHIPPED);

            assertThat(log.messages())
                    .anyMatch(message -> message.contains("LIST_FOLDERS") && message.contains("trying again"))
                    .anyMatch(message -> message.contains("watched memory: shipped up to"))
                    .anyMatch(message -> message.contains("no snapshot yet"));
            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(3);
        }
        assertThat(restoredRows(memory)).isEqualTo(3);
    }

    @Test
    void run_askedToStopBeforeItBegan_shipsWhatIsThereAllTheSame() throws Exception {
        try (Application app = application(4)) {
            Replication replication = replication(LONG, storage);
            replication.stop();

            assertThat(replication.run()).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(4);
        }
        assertThat(restoredRows(memory)).isEqualTo(4);
    }

    @Test
    void run_askedToStopWithoutADatabase_hasNothingToShip() throws Exception {
        Replication replication = replication(LONG, storage);
        replication.stop();

        assertThat(replication.run()).isEqualTo(Outcome.ALL_SHIPPED);
        assertThat(memory.keys()).isEmpty();
    }

    /** What it holds, nobody can tell: so nobody may say that it is shipped. */
    @Test
    void run_askedToStopWhileTheDatabaseIsLocked_isNotAllShipped() throws Exception {
        try (Application app = application(1)) {
            app.run("PRAGMA locking_mode = EXCLUSIVE");
            app.insert(1, 1);
            Replication replication = replication(LONG, storage);
            replication.stop();
            try (LogWatch log = new LogWatch(Replication.class)) {
                assertThat(replication.run()).isEqualTo(Outcome.NOT_ALL_SHIPPED);

                assertThat(log.messages()).singleElement().asString().contains("is locked");
            }
        }
    }

    /** As when an application is installed, or a database copied into place, after we were started. */
    @Test
    void run_databaseAppearsBitByBit_isReplicatedOnceItIsWhole() throws Exception {
        List<String> steps = new ArrayList<>();
        Replication replication = stopAfterTheSnapshot(replication(LONG, storage));
        try (LogWatch log = new LogWatch(Replication.class, message -> build(message, steps))) {
            assertThat(replication.run()).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(log.messages())
                    .filteredOn(message -> message.startsWith("waiting"))
                    .hasSize(2);
        }
        assertThat(steps).containsExactly("file", "database");
        assertThat(restoredRows(memory)).isEqualTo(1);
    }

    private void build(String waitingFor, List<String> steps) {
        try {
            if (waitingFor.contains("does not exist")) {
                steps.add("file");
                Files.write(database(), new byte[10]);
            } else if (waitingFor.contains("does not begin as")) {
                steps.add("database");
                Files.delete(database());
                try (Application app = Application.open(database())) {
                    app.run("PRAGMA journal_mode = WAL");
                    app.run("CREATE TABLE t(v)");
                    app.run("INSERT INTO t VALUES (1)");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void run_fileThatIsNoDatabase_failsAtOnce() throws Exception {
        Files.writeString(database(), "not at all ".repeat(100));

        assertThatThrownBy(() -> replication(LONG, storage).run())
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_A_DATABASE));
    }

    @Test
    void run_databaseNotInWalMode_isSwitchedOnlyWhenTold() throws Exception {
        try (Application app = Application.open(database())) {
            app.run("CREATE TABLE t(v)");
            app.run("INSERT INTO t VALUES (1)");
        }
        assertThatThrownBy(() -> replication(LONG, storage).run())
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_WAL));

        Replication told = replication(JournalMode.SWITCH_TO_WAL, LONG, storage);
        assertThat(stopAfterTheSnapshot(told).run()).isEqualTo(Outcome.ALL_SHIPPED);
        assertThat(restoredRows(memory)).isEqualTo(1);
    }

    @Test
    void run_databaseReplaced_followsTheOtherFile() throws Exception {
        List<Replication> running = new ArrayList<>();
        Replication replication = replication(LONG, storage);
        storage.after((call, key) -> {
            if (call != Call.COMPLETE) {
                return;
            }
            assertThat(replication.status()).hasSize(1);
            if (running.isEmpty()) {
                replaceDatabase();
            } else {
                replication.stop();
            }
            running.add(replication);
        });
        try (Application app = application(2)) {
            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(2);

            assertThat(replication.run()).isEqualTo(Outcome.ALL_SHIPPED);
        }
        assertThat(running).hasSize(2);
        assertThat(restoredRows(memory)).isEqualTo(77);
    }

    /** The storage is away, and the file is gone from its path: what it had cannot be shipped any more. */
    @Test
    void run_databaseReplacedWhileTheStorageIsAway_saysWhatIsGivenUp() throws Exception {
        Replication replication = replication(Duration.ofMillis(50), storage);
        try (Application app = application(2);
                LogWatch log = new LogWatch(Runner.class, message -> {
                    storage.before((call, key) -> {});
                    stopAfterTheSnapshot(replication);
                })) {
            storage.after((call, key) -> {
                if (call == Call.COMPLETE) {
                    storage.fail(StorageException.Kind.UNREACHABLE, Call.values());
                    insert(app);
                    replaceDatabase();
                }
            });

            assertThat(replication.run()).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(log.messages()).singleElement().asString().contains("given up");
        }
        assertThat(restoredRows(memory)).isEqualTo(77);
    }

    private static void insert(Application app) {
        try {
            app.insert(1, 1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void replaceDatabase() {
        Path other = folder.resolve("other.db");
        try (Application app = Application.create(other, 4096)) {
            app.insert(77, 10);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        try {
            Files.deleteIfExists(folder.resolve("app.db-wal"));
            Files.deleteIfExists(folder.resolve("app.db-shm"));
            Files.move(other, database(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An interrupt during a read would close the file under SQLite's locks, so it is taken for being asked to stop. */
    @Test
    void run_interrupted_endsAsWhenAskedToStop() throws Exception {
        Thread running = Thread.currentThread();
        storage.after((call, key) -> {
            if (call == Call.COMPLETE) {
                running.interrupt();
            }
        });
        try (Application app = application(5)) {
            assertThat(replication(LONG, storage).run()).isEqualTo(Outcome.ALL_SHIPPED);

            assertThat(Thread.interrupted()).isFalse();
            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(5);
        }
        assertThat(restoredRows(memory)).isEqualTo(5);
    }

    @Test
    void run_askedToStopWhileTheStorageIsAway_comesBackOnceTheTimeIsOver() throws Exception {
        Replication replication = replication(Duration.ofMillis(100), storage);
        try (Application app = application(5)) {
            storage.after((call, key) -> {
                if (call == Call.COMPLETE) {
                    storage.fail(StorageException.Kind.UNREACHABLE, Call.values());
                    insert(app);
                    replication.stop();
                }
            });
            assertThat(replication.run()).isEqualTo(Outcome.NOT_ALL_SHIPPED);
        }
    }
}
