package dev.seawall.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.DatabaseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.NativeLibraryNotFoundException;

/** A file is known by what it is, not by its path; and what cannot be told about it is not taken for granted. */
class FileIdentityTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    @Test
    void file_renamedOrLinked_isTheSame() throws Exception {
        Files.write(file(), new byte[1]);
        FileIdentity identity = FileIdentity.of(file());
        Path link = Files.createSymbolicLink(folder.resolve("link"), file());
        assertThat(identity.isAt(link)).isTrue();
        Path moved = Files.move(file(), folder.resolve("moved.db"));

        assertThat(identity.isAt(moved)).isTrue();
        assertThat(identity.isAt(file())).as("nothing is there").isFalse();
    }

    @Test
    void file_thatTookItsPlace_isAnother() throws Exception {
        Files.write(file(), new byte[1]);
        FileIdentity identity = FileIdentity.of(file());
        Path other = Files.write(folder.resolve("other"), new byte[1]);
        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(identity.isAt(file())).isFalse();
    }

    /** As on Windows: neither file keys nor owners, so that the time of creation has to do. */
    @Test
    void file_whereTheSystemHasNoKeys_isKnownByItsCreation() throws Exception {
        URI archive = URI.create("jar:" + folder.resolve("files.zip").toUri());
        try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path inside = Files.write(files.getPath("/app.db"), new byte[1]);
            FileIdentity identity = FileIdentity.of(inside);

            assertThat(identity.text()).isNotEmpty();
            assertThat(identity.isAt(inside)).isTrue();
            assertThat(identity.maySafelyCreateBeside(inside)).isTrue();
        }
    }

    @Test
    void creatingBeside_aFileWhoseOwnerCannotBeTold_isNotSafe() throws Exception {
        Files.write(file(), new byte[1]);
        FileIdentity identity = FileIdentity.of(file());
        assertThat(identity.maySafelyCreateBeside(file())).isTrue();
        Files.delete(file());

        assertThat(identity.maySafelyCreateBeside(file())).isFalse();
    }

    /** What another start may find mended, without anybody doing anything about Seawall. */
    @ParameterizedTest
    @EnumSource
    void failure_ofEachKind_isWaitedForOnlyWhereThatMayHelp(Kind kind) {
        Set<Kind> passing = Set.of(Kind.ABSENT, Kind.NOT_OURS_TO_OPEN, Kind.BUSY);

        assertThat(new DatabaseException(kind, "failed", null).isWaitable()).isEqualTo(passing.contains(kind));
    }

    @Test
    void failure_becauseTheLibraryIsMissing_saysWhereThereIsNoRoom() {
        SQLException failure = new SQLException(
                "Error opening connection",
                new IOException(new NativeLibraryNotFoundException("No native library found")));

        assertThat(NativeLibrary.missing(failure))
                .hasValueSatisfying(e -> assertThat(e)
                        .hasMessageContaining(System.getProperty("java.io.tmpdir"))
                        .hasMessageContaining("noexec"));
        assertThat(NativeLibrary.missing(new SQLException("disk I/O error"))).isEmpty();
    }

    @Test
    void checkpoint_withoutNumbers_saidNothing() {
        assertThat(new CheckpointResult(true, -1, -1).answered()).isFalse();
        assertThat(new CheckpointResult(true, 0, 0).answered()).isTrue();
    }
}
