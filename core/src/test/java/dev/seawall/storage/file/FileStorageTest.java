package dev.seawall.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageContractTest;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStorageTest extends StorageContractTest {
    @TempDir
    Path folder;

    @Override
    protected Storage openAt(String replica) {
        return new FileStorage(folder.resolve("some/where").resolve(replica));
    }

    @Test
    void create_afterwards_leavesNoTemporaryFile() throws IOException {
        put("a/1", "x");
        storage.create("a/1", bytes("y"));
        upload("a/2", new byte[1], random(10), 3);
        storage.startUpload("a/3", 1, 1).close();

        assertThat(filesBelow(folder)).containsExactlyInAnyOrder(root().resolve("a/1"), root().resolve("a/2"));
    }

    @Test
    void create_interruptedThread_writesAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            put("a", "x");
            upload("b", new byte[1], random(10), 3);
            assertThat(read("a")).hasSize(1);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void create_withoutHardLinks_stillReplacesNothing() throws IOException {
        storage = new FileStorage(
                root(),
                new RealDisk((link, existing) -> {
                    throw new UnsupportedOperationException();
                }),
                InstantSource.system());
        put("a", "first");
        try (Storage.Upload upload = storage.startUpload("b", 0, 1)) {
            put("b", "first");
            assertThat(upload.complete(new byte[0])).isEqualTo(PutResult.ALREADY_EXISTS);
        }

        assertThat(storage.create("a", bytes("second"))).isEqualTo(PutResult.ALREADY_EXISTS);
        assertThat(read("a")).asString().isEqualTo("first");
        assertThat(filesBelow(folder)).containsExactlyInAnyOrder(root().resolve("a"), root().resolve("b"));
    }

    @Test
    void list_halfWrittenFiles_areInvisible() throws IOException {
        put("wal/1", "x");
        Files.createFile(root().resolve("wal/.seawall-0123456789abcdef.tmp"));
        Files.createFile(root().resolve("wal/00000000_00000000.wal.lz4.tmp"));

        assertThat(keys("", "")).containsExactly("wal/1");
        assertFails(Kind.REFUSED, () -> storage.create("wal/2.tmp", bytes("x")));
    }

    @Test
    void create_firstOfAProcess_sweepsOldLeftovers() throws IOException {
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        Files.createDirectories(root().resolve("wal"));
        leftover(".seawall-0000000000000001.tmp", now.minus(Duration.ofHours(25)));
        Path young = leftover(".seawall-0000000000000002.tmp", now.minus(Duration.ofHours(23)));
        Path foreign = leftover("00000000_00000000.wal.lz4.tmp", now.minus(Duration.ofDays(9)));
        Path almost = leftover(".seawall-0000000000000003.tmp.kept", now.minus(Duration.ofDays(9)));
        storage = new FileStorage(root(), new RealDisk(Files::createLink), () -> now);

        put("wal/1", "x");

        assertThat(filesBelow(root())).containsExactlyInAnyOrder(young, foreign, almost, root().resolve("wal/1"));
    }

    /** Retention deletes while others list. */
    @Test
    void list_whatIsDeletedMeanwhile_isNoError() throws IOException {
        for (int i = 0; i < 8; i++) {
            put("g/" + i + "/wal/x", "x");
            put("g/" + i + "/wal/y", "x");
        }
        List<String> found = new ArrayList<>();
        storage.list("g/", "", object -> {
            if (found.isEmpty()) {
                String here = object.key().substring(0, "g/0".length());
                for (int i = 0; i < 8; i++) {
                    if (!here.equals("g/" + i)) {
                        delete("g/" + i + "/wal/x", "g/" + i + "/wal/y");
                    }
                }
                delete(object.key().endsWith("x") ? here + "/wal/y" : here + "/wal/x");
            }
            found.add(object.key());
        });
        assertThat(found).isNotEmpty().hasSizeLessThan(16);
        assertThat(keys("g/", "")).containsExactly(found.get(0));
    }

    private void delete(String... keys) {
        try {
            storage.delete(List.of(keys));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    /** A folder that leads into itself has no end: better no listing than one that looks whole. */
    @Test
    void list_folderThatLeadsIntoItself_fails() throws IOException {
        put("g/1/wal/x", "x");
        Files.createSymbolicLink(root().resolve("g/1/loop"), root().resolve("g"));

        assertFails(Kind.REFUSED, () -> keys("", ""));
    }

    /** The disk that it leads to may not be mounted: what is there must not look like nothing, or like less than it is. */
    @ParameterizedTest
    @ValueSource(strings = {"", "generations", "generations/1/wal", "generations/1/wal/x"})
    void list_linkThatLeadsNowhere_fails(String link) throws IOException {
        boolean above = !link.contains("/");
        if (!above) {
            put("generations/1/snapshots/x", "x");
        }
        Path from = root().resolve(link);
        Files.createDirectories(from.getParent());
        Files.createSymbolicLink(from, folder.resolve("not-mounted"));

        assertFails(Kind.UNREACHABLE, () -> keys("generations/", ""));
        assertFails(Kind.UNREACHABLE, () -> keys("generations/1/wal/", ""));
        if (above) {
            assertFails(Kind.UNREACHABLE, () -> storage.listFolders(""));
            assertFails(Kind.UNREACHABLE, () -> storage.listFolders("generations/"));
        }
    }

    /** Its disk was unmounted: made anew, the folder would take what belongs to the replica on that disk. */
    @ParameterizedTest
    @ValueSource(strings = {"", "g", "g/1/wal"})
    void create_folderThatWasThereIsGone_failsUntilItIsBack(String gone) throws IOException {
        put("g/1/wal/x", "x");
        Path away = folder.resolve("away");
        Path there = root().resolve(gone);
        Files.move(there, away);

        assertFails(Kind.UNREACHABLE, () -> storage.create("g/1/wal/y", bytes("y")));
        assertFails(Kind.UNREACHABLE, () -> storage.startUpload("g/1/wal/z", 1, 1));
        assertThat(there).doesNotExist();

        Files.move(away, there);
        put("g/1/wal/y", "y");
        assertThat(keys("g/", "")).containsExactlyInAnyOrder("g/1/wal/x", "g/1/wal/y");
    }

    @Test
    void requirePlace_folderThatIsMissing_failsUntilItIsThereAndIsNotMade() throws IOException {
        assertFails(Kind.UNREACHABLE, () -> storage.requirePlace());
        assertThat(root()).doesNotExist();

        Files.createDirectories(root());
        storage.requirePlace();
        Files.delete(root());

        assertFails(Kind.UNREACHABLE, () -> storage.create("a", bytes("x")));
        assertThat(root()).doesNotExist();
    }

    @Test
    void delete_lastOfAFolder_removesFoldersUpToTheRoot() throws IOException {
        put("g/1/wal/x", "");
        put("g/2/wal/x", "");

        storage.delete(List.of("g/1/wal/x"));
        assertThat(storage.listFolders("g/")).containsExactly("2");

        storage.delete(List.of("g/2/wal/x"));
        assertThat(root()).isEmptyDirectory();
    }

    @Test
    void delete_belowAnObject_leavesTheObject() throws IOException {
        put("a", "x");

        storage.delete(List.of("a/b/c"));

        assertThat(keys("", "")).containsExactly("a");
    }

    @Test
    void storage_whereAFileStands_hasNoContainer() throws IOException {
        Files.createDirectories(root().getParent());
        Files.createFile(root());

        assertFails(Kind.NO_CONTAINER, () -> keys("", ""));
        assertFails(Kind.NO_CONTAINER, () -> storage.listFolders(""));
        assertFails(Kind.NO_CONTAINER, () -> storage.create("a", bytes("x")));
        storage = openAt("db1/below");
        assertFails(Kind.NO_CONTAINER, () -> keys("", ""));
        assertFails(Kind.NO_CONTAINER, () -> storage.create("a", bytes("x")));
    }

    @Test
    void storage_withoutPermission_isForbidden() throws IOException {
        put("a", "x");
        Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(root()), "this user may read everything");

            assertFails(Kind.FORBIDDEN, () -> keys("", ""));
            assertFails(Kind.FORBIDDEN, () -> storage.create("b", bytes("x")));
            assertFails(Kind.FORBIDDEN, () -> storage.delete(List.of("a")));
        } finally {
            Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void read_fileCutMeanwhile_fails() throws IOException {
        storage.create("a", ByteBuffer.wrap(random(1000)));
        try (InputStream in = storage.read("a");
                RandomAccessFile file = new RandomAccessFile(root().resolve("a").toFile(), "rw")) {
            file.setLength(500);

            assertFails(Kind.UNREACHABLE, in::readAllBytes);
        }
    }

    private Path leftover(String name, Instant modified) throws IOException {
        Path file = Files.createFile(root().resolve("wal").resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    private Path root() {
        return folder.resolve("some/where/db1");
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
