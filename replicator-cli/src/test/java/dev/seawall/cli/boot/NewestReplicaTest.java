package dev.seawall.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.Replication;
import dev.seawall.Storages;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replicate.Options;
import dev.seawall.restore.Progress;
import dev.seawall.restore.TargetInTheWayException;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older replica with one row, a newer one with two, and what is restored from them. */
class NewestReplicaTest {
    @TempDir
    Path folder;

    private Path missing = Path.of("");
    private Candidate older = candidate(Path.of("unset"));
    private Candidate newer = candidate(Path.of("unset"));

    @BeforeEach
    void replicate() throws Exception {
        missing = folder.resolve("missing.db");
        older = candidate(folder.resolve("older"));
        newer = candidate(folder.resolve("newer"));
        Path database = folder.resolve("app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE t (x INTEGER)");
            statement.execute("INSERT INTO t VALUES (1)");
            once(database, older.storage());
            statement.execute("INSERT INTO t VALUES (2)");
            once(database, newer.storage());
        }
    }

    @Test
    void newest_replica_isTheOneRestored() throws Exception {
        restore(older, newer);

        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void newest_replicaDamaged_isPassedOver() throws Exception {
        damage(newer);

        restore(newer, older);

        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void every_replicaDamaged_isAnErrorAndLeavesNothing() throws Exception {
        damage(newer);
        damage(older);

        assertThatThrownBy(() -> restore(older, newer)).isInstanceOf(DamagedReplicaException.class);

        assertThat(missing).doesNotExist();
    }

    @Test
    void every_replicaEmpty_startsWithoutADatabase() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        restore(candidate(empty), candidate(empty));

        assertThat(missing).doesNotExist();
    }

    @Test
    void one_replicaEmptyAndTheOtherUnusable_isAnError() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        damage(older);

        assertThatThrownBy(() -> restore(candidate(empty), older)).isInstanceOf(DamagedReplicaException.class);
    }

    /** It may lie on a disk that is not mounted. */
    @Test
    void folder_thatDoesNotExist_isAnErrorUnlessAnotherReplicaHelps() throws Exception {
        Candidate absent = candidate(folder.resolve("absent"));

        assertThatThrownBy(() -> restore(absent))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NO_CONTAINER))
                .hasMessageContaining("not mounted");
        restore(absent, older);

        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void wal_withoutItsDatabase_isInTheWay() throws Exception {
        Files.writeString(folder.resolve("missing.db-wal"), "somebody's");

        assertThatThrownBy(() -> restore(newer)).isInstanceOf(TargetInTheWayException.class);
    }

    @Test
    void database_thatExists_isLeftAlone() throws Exception {
        Files.writeString(missing, "mine");

        restore(newer);

        assertThat(missing).hasContent("mine");
    }

    /** An application would start with it as with a new database, and its data would seem gone. */
    @Test
    void database_ofNoBytes_isInTheWay() throws Exception {
        Files.createFile(missing);

        assertThatThrownBy(() -> restore(newer))
                .isInstanceOf(TargetInTheWayException.class)
                .hasMessageContaining("delete it");

        assertThat(missing).isEmptyFile();
    }

    @Test
    void database_thatCannotBeLookedAt_isAnErrorAndNotMissing() throws Exception {
        Files.createSymbolicLink(missing, missing);

        assertThatThrownBy(() -> restore(newer))
                .isInstanceOf(FileSystemException.class)
                .isNotInstanceOf(TargetInTheWayException.class);
    }

    private void restore(Candidate... replicas) throws IOException {
        new MissingDatabase(missing).restoreFrom(List.of(replicas), Progress.NONE);
    }

    private int rows() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + missing);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM t")) {
            return count.getInt(1);
        }
    }

    private static Candidate candidate(Path root) {
        StorageUrl url = new StorageUrl.File(root);
        return new Candidate(url, Storages.open(url));
    }

    private static void damage(Candidate replica) throws IOException {
        StorageUrl.File url = (StorageUrl.File) replica.url();
        try (Stream<Path> files = Files.walk(url.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length - 4] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    private static void once(Path database, Storage replica) throws IOException {
        Replication.Settings settings = new Replication.Settings(
                Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofSeconds(30));
        assertThat(new Replication(database, List.of(replica), settings).runOnce())
                .isEqualTo(Replication.Outcome.ALL_SHIPPED);
    }
}
