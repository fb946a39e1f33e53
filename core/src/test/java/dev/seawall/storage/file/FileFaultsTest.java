package dev.seawall.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileFaultsTest {
    @TempDir
    private Path root;

    private StorageException translate(String doing, IOException e) {
        return new FileFaults(root).translate(doing, root.resolve("a/b"), e);
    }

    /** As Linux and macOS say it; NFS adds its own. */
    @ParameterizedTest
    @CsvSource({
        "No space left on device, FULL, make room",
        "Disk quota exceeded, FULL, quota",
        "Permission denied, FORBIDDEN, access to",
        "Operation not permitted, FORBIDDEN, access to",
        "Read-only file system, FORBIDDEN, Read-only file system",
        "Not a directory, NO_CONTAINER, a file stands where a folder should",
        "Stale file handle, UNREACHABLE, network mount",
        "Input/output error, UNREACHABLE, Input/output error",
        "Connection timed out, UNREACHABLE, look at the disk",
        "Transport endpoint is not connected, UNREACHABLE, look at the disk",
        "Host is down, UNREACHABLE, look at the disk",
        "File name too long, REFUSED, File name too long",
    })
    void translate_reasonOfTheSystem_givesItsKindAndWhatToDo(String reason, Kind kind, String advice) {
        StorageException named = translate("writing", new FileSystemException("x", null, reason));
        StorageException told = translate("writing", new FileNotFoundException("/some where (x)/y (" + reason + ")"));
        StorageException bare = translate("writing", new IOException(reason));

        assertThat(named.kind()).isEqualTo(kind);
        assertThat(named).hasMessageContaining(root.resolve("a/b").toString()).hasMessageContaining(advice);
        assertThat(bare.kind()).isEqualTo(kind);
        assertThat(told.kind()).isEqualTo(kind == Kind.REFUSED ? Kind.NOT_FOUND : kind);
    }

    @Test
    void translate_pathThatReadsLikeAReason_isNotTakenForOne() {
        IOException e = new FileNotFoundException("/mnt/no space left/permission denied (File name too long)");

        assertThat(translate("writing", e).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void translate_noSuchFile_meansNoObjectOnlyWhereOneIsRead() {
        assertThat(translate("reading", new NoSuchFileException("x")).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(translate("writing", new NoSuchFileException("x")))
                .hasMessageContaining("cannot be made")
                .extracting(StorageException::kind)
                .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void translate_accessDeniedWithoutAReason_saysSo() {
        assertThat(translate("reading", new AccessDeniedException("x")))
                .hasMessageContaining("Permission denied")
                .extracting(StorageException::kind)
                .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void translate_notADirectoryWhereOneReads_isNoObjectUnlessTheReplicaItselfIsAFile() throws Exception {
        IOException e = new FileSystemException("x", null, FileFaults.NOT_A_FOLDER);

        assertThat(translate("reading", e).kind()).isEqualTo(Kind.NOT_FOUND);

        Path file = Files.createFile(root.resolve("file"));
        assertThat(new FileFaults(file).translate("reading", file, e).kind()).isEqualTo(Kind.NO_CONTAINER);
    }

    @Test
    void translate_unknownFailureOnADiskThatIsGone_isRefused() {
        FileFaults faults = new FileFaults(root.resolve("gone"));

        assertThat(faults.translate("writing", root, new IOException()).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void translate_fileThatIsNotThereForAReasonNobodyKnows_isNoObject() throws Exception {
        assertThat(translate("reading", new FileNotFoundException("x (weg)")).kind())
                .isEqualTo(Kind.NOT_FOUND);
        Files.createDirectories(root.resolve("a"));
        Files.createFile(root.resolve("a/b"));
        assertThat(translate("reading", new FileNotFoundException("x (weg)")).kind())
                .as("it is there")
                .isEqualTo(Kind.REFUSED);
    }

    @Test
    void translate_oursAlready_isLeftAlone() {
        StorageException ours = new StorageException(Kind.BUSY, "busy", null);

        assertThat(translate("reading", ours)).isSameAs(ours);
    }
}
