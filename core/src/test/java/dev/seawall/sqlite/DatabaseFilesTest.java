package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                assertThat(database.wal().header()).isPresent();
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
}
