package dev.seawall.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.file.FailingDisk.Call;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fails once: what was under way is not called stored, leaves nothing behind, and can be done again. */
class FailingDiskTest {
    private final IOException full = new IOException("No space left on device");

    @TempDir
    Path root;

    private FileStorage storage(FailingDisk disk) {
        return new FileStorage(root, disk, InstantSource.system());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static List<String> listed(Storage storage) throws StorageException {
        List<String> keys = new ArrayList<>();
        storage.list("", "", object -> keys.add(object.key()));
        return keys;
    }

    private static void expectFull(StorageException e) {
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.FULL);
    }

    /** What an fsync could not write may be gone, whatever the next one says: so it is all written anew. */
    @ParameterizedTest
    @EnumSource(names = {"CREATE", "WRITE", "SYNC", "CREATE_FOLDER"})
    void create_diskFails_isNoObjectAndLeavesNothing(Call call) throws Exception {
        FailingDisk disk = new FailingDisk(call, 1, full);
        FileStorage storage = storage(disk);

        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage.create("a/b", bytes("content")))
                .satisfies(FailingDiskTest::expectFull);

        assertThat(disk.failuresLeft()).isZero();
        assertThat(files()).isEmpty();
        assertThat(listed(storage)).isEmpty();
        assertThat(storage.create("a/b", bytes("content"))).isEqualTo(PutResult.CREATED);
        assertThat(files()).containsExactly("a/b");
    }

    /** Its name may not be durable, so it is not called stored; once it is, it counts. */
    @Test
    void create_folderCannotBeSynced_isNotCalledStoredUntilItCan() throws Exception {
        storage(new FailingDisk(Call.LINK, 0, full)).create("a/first", bytes("x"));
        FailingDisk disk = new FailingDisk(Call.SYNC_FOLDER, 1, full);
        FileStorage storage = storage(disk);

        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage.create("a/b", bytes("content")))
                .satisfies(FailingDiskTest::expectFull);

        assertThat(storage.create("a/b", bytes("content"))).isIn(PutResult.CREATED, PutResult.ALREADY_EXISTS);
        assertThat(storage.readRange("a/b", 0, 100)).asString().isEqualTo("content");
        assertThat(files()).containsExactlyInAnyOrder("a/first", "a/b");
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "SYNC"})
    void upload_diskFailsInTheEnd_isNoObjectAndLeavesNothing(Call call) throws Exception {
        FailingDisk disk = new FailingDisk(call, 1, full);
        FileStorage storage = storage(disk);
        try (Storage.Upload upload = start(storage, disk)) {
            if (upload != null) {
                upload.write(new byte[] {1, 2, 3}, 0, 3);
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> upload.complete(new byte[2]))
                        .satisfies(FailingDiskTest::expectFull);
                assertThatThrownBy(() -> upload.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> upload.complete(new byte[2])).isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(disk.failuresLeft()).isZero();
        assertThat(files()).isEmpty();
    }

    /** The hole for the head is written at once: there, a full disk shows first. */
    private static Storage.@Nullable Upload start(FileStorage storage, FailingDisk disk) {
        try {
            return storage.startUpload("a/b", 2, 10);
        } catch (StorageException e) {
            expectFull(e);
            assertThat(disk.failuresLeft()).isZero();
            return null;
        }
    }

    @Test
    void upload_bytesThatCannotBeWritten_fail() throws Exception {
        FailingDisk disk = new FailingDisk(Call.WRITE, 0, full);
        try (Storage.Upload upload = storage(disk).startUpload("a/b", 0, 10)) {
            assertThatThrownBy(() -> upload.complete(new byte[1])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(files()).isEmpty();
    }

    /** What cannot be removed is swept later; the upload itself was given up all the same. */
    @Test
    void upload_leftoverCannotBeDeleted_isNoFailure() throws Exception {
        FailingDisk disk = new FailingDisk(Call.DELETE, 1, new IOException("Input/output error"));
        FileStorage storage = storage(disk);

        storage.startUpload("a/b", 0, 10).close();

        assertThat(files()).singleElement().asString().endsWith(".tmp");
        assertThat(listed(storage)).isEmpty();
    }

    /** Retention that runs beside us deletes folders that it empties. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void create_folderDeletedMeanwhile_makesItAgain(int times) throws Exception {
        FailingDisk disk = new FailingDisk(Call.CREATE, times, new FileNotFoundException("a/b"));
        FileStorage storage = storage(disk);
        disk.meanwhile(() -> deleteFrom(storage));

        assertThat(storage.create("a/b", bytes("x"))).isEqualTo(PutResult.CREATED);

        assertThat(disk.failuresLeft()).isZero();
        assertThat(files()).containsExactly("a/b");
    }

    @Test
    void create_folderDeletedForEver_isGivenUp() {
        FailingDisk disk = new FailingDisk(Call.CREATE, Integer.MAX_VALUE, new FileNotFoundException("a/b"));
        FileStorage storage = storage(disk);
        disk.meanwhile(() -> deleteFrom(storage));

        assertThatThrownBy(() -> storage.create("a/b", bytes("x"))).isInstanceOf(StorageException.class);
    }

    /** Takes the folder along, which is empty. */
    private static void deleteFrom(FileStorage storage) {
        try {
            storage.delete(List.of("a/c"));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void delete_diskFails_saysSo() throws Exception {
        FailingDisk disk = new FailingDisk(Call.DELETE, 0, full);
        FileStorage whole = storage(disk);
        whole.create("a/b", bytes("x"));
        whole.create("a/c", bytes("x"));
        FileStorage failing = storage(new FailingDisk(Call.DELETE, 1, new IOException("Input/output error")));

        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> failing.delete(List.of("a/b", "a/c")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));

        assertThat(listed(whole)).contains("a/c");
        whole.delete(List.of("a", "a/b/below", "gone/with/all"));
        assertThat(listed(whole)).as("a folder is no object").contains("a/c");
        failing.delete(List.of("a/b", "a/c"));
        assertThat(root).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void readRange_belowZero_isRefused(int offset) {
        FileStorage storage = storage(new FailingDisk(Call.DELETE, 0, full));

        assertThatThrownBy(() -> storage.readRange("a", offset, offset == 0 ? -1 : 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
