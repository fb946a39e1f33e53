package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.sqlite.DatabaseException.Kind;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFilesTest {
    private static final int READ_VERSION_OFFSET = 19;

    @TempDir
    Path folder;

    private Path real;

    @BeforeEach
    void makeFolder() throws Exception {
        real = Files.createDirectory(folder.toRealPath().resolve("data")).resolve("app.db");
    }

    /** The WAL lies beside the file, not beside the link. */
    @Test
    void open_byALink_findsTheWalOfTheRealFile() throws Exception {
        try (Application app = Application.create(real, 4096)) {
            app.insert(1, 1);
            Path link = Files.createSymbolicLink(folder.resolve("link.db"), real);
            try (LiveDatabase database = LiveDatabase.open(link, JournalMode.REQUIRE_WAL)) {
                assertThat(database.path()).isEqualTo(real);
                assertThat(WalFile.header(database.wal().headerBytes())).isPresent();
                assertThat(database.isStillInPlace(link)).isTrue();
            }
        }
    }

    @Test
    void isStillInPlace_whereTheLinkLeadsElsewhere_no() throws Exception {
        Path other = real.resolveSibling("other.db");
        Path link = folder.resolve("link.db");
        try (Application app = Application.create(real, 4096);
                Application another = Application.create(other, 4096)) {
            app.insert(1, 1);
            another.insert(1, 1);
            Files.createSymbolicLink(link, real);
            try (LiveDatabase database = LiveDatabase.open(link, JournalMode.REQUIRE_WAL)) {
                Files.delete(link);
                Files.createSymbolicLink(link, other);

                assertThat(database.isStillInPlace(link)).isFalse();
            }
        }
    }

    /** What the WAL2 branch of SQLite writes: two WAL files, of which we would follow one. */
    @Test
    void open_databaseOfAVersionThatWeDoNotKnow_isRefused() throws Exception {
        try (Application app = Application.create(real, 4096)) {
            app.insert(1, 1);
            app.checkpoint("TRUNCATE");
        }
        byte[] bytes = Files.readAllBytes(real);
        bytes[READ_VERSION_OFFSET - 1] = 3;
        bytes[READ_VERSION_OFFSET] = 3;
        Files.write(real, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(() -> LiveDatabase.open(real, JournalMode.REQUIRE_WAL))
                .isInstanceOf(DatabaseException.class);
    }

    /** What may become a database is worth waiting for, and what is something else is not. */
    @Test
    void open_whatIsNoDatabase_saysWhichKindOfNot() throws Exception {
        Path folderAtThePath = Files.createDirectory(real.resolveSibling("folder.db"));
        expect(Kind.ABSENT, "does not exist", real);
        expect(Kind.NOT_A_DATABASE, "is not a file", folderAtThePath);
        Files.write(real, new byte[0]);
        expect(Kind.ABSENT, "still empty", real);
        Files.write(real, new byte[50]);
        expect(Kind.NOT_A_DATABASE, "does not begin as", real);
        Files.write(real, new byte[5_000]);
        expect(Kind.NOT_A_DATABASE, "encrypted", real);
        Files.delete(real);
        try (Application app = Application.open(real)) {
            app.run("CREATE TABLE t(v)");
        }
        expect(Kind.NOT_WAL, "--enable-wal", real);
        try (LiveDatabase database = LiveDatabase.open(real, JournalMode.SWITCH_TO_WAL)) {
            assertThat(database.look().isEmpty()).isTrue();
        }
        LiveDatabase.open(real, JournalMode.REQUIRE_WAL).close();
    }

    private static void expect(Kind kind, String message, Path path) {
        assertThatThrownBy(() -> LiveDatabase.open(path, JournalMode.REQUIRE_WAL))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message)
                .hasMessageContaining(path.toString());
    }

    /** Other frames in another file at the WAL's path would be taken for ours. */
    @Test
    void isStillInPlace_whereTheWalIsAnotherFile_no() throws Exception {
        Path wal = real.resolveSibling("app.db-wal");
        try (Application app = Application.create(real, 4096)) {
            app.insert(1, 1);
            try (LiveDatabase database = LiveDatabase.open(real, JournalMode.REQUIRE_WAL)) {
                assertThat(database.isStillInPlace(real)).isTrue();
                Path copy = Files.copy(wal, real.resolveSibling("copy"));
                Path kept = Files.move(wal, real.resolveSibling("kept"));
                Files.move(copy, wal);
                assertThat(database.isStillInPlace(real)).isFalse();
                Files.delete(wal);
                assertThat(database.isStillInPlace(real)).isFalse();
                Files.move(kept, wal);
                assertThat(database.isStillInPlace(real)).isTrue();
            }
        }
    }

    @Test
    void read_walAfterClose_isAFailure() throws Exception {
        try (Application app = Application.create(real, 4096)) {
            app.insert(1, 1);
            LiveDatabase database = LiveDatabase.open(real, JournalMode.REQUIRE_WAL);
            database.close();
            database.close();

            assertThatThrownBy(() -> database.wal().read(0, new byte[1], 0, 1))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("not read any more");
            assertThat(app.number("SELECT count(*) FROM t")).isEqualTo(1);
        }
    }
}
