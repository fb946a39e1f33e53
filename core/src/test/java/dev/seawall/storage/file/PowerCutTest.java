package dev.seawall.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.file.PowerCutDisk.PowerCut;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails between any two calls that change the disk: what was acknowledged is there and whole, what was deleted
 * is gone, and nothing is ever seen in part. Catalogue T35.
 */
class PowerCutTest {
    private static final int LUCKS = 4;

    @TempDir
    private Path folder;

    private final Map<String, byte[]> contents = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();

    private static PowerCutDisk disk(Path root, boolean links) {
        return new PowerCutDisk(
                root,
                new RealDisk(
                        links
                                ? Files::createLink
                                : (link, existing) -> {
                                    throw new UnsupportedOperationException();
                                }));
    }

    private void create(Storage storage, String key, int length) throws StorageException {
        storage.create(key, ByteBuffer.wrap(content(key, length)));
        acknowledged.add(key);
    }

    private void upload(Storage storage, String key, int length) throws StorageException {
        byte[] content = content(key, length);
        try (Storage.Upload upload = storage.startUpload(key, 8, length)) {
            upload.write(content, 8, length / 2);
            upload.write(content, 8 + length / 2, length - 8 - length / 2);
            byte[] head = new byte[8];
            System.arraycopy(content, 0, head, 0, 8);
            upload.complete(head);
        }
        acknowledged.add(key);
    }

    private byte[] content(String key, int length) {
        return contents.computeIfAbsent(key, k -> {
            byte[] bytes = new byte[length];
            new Random(k.hashCode()).nextBytes(bytes);
            return bytes;
        });
    }

    private void delete(Storage storage, String... keys) throws StorageException {
        acknowledged.removeAll(List.of(keys));
        storage.delete(List.of(keys));
        deleted.addAll(List.of(keys));
    }

    private void shipAndForget(Storage storage) throws StorageException {
        upload(storage, "g/1/snapshots/0", 300);
        create(storage, "g/1/wal/0", 100);
        create(storage, "g/1/wal/1", 50);
        create(storage, "g/1/wal/1", 50);
        delete(storage, "g/1/snapshots/0", "g/1/wal/1", "g/1/wal/0");
        create(storage, "g/2/wal/0", 70);
        upload(storage, "g/2/snapshots/0", 90);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void powerCut_betweenAnyTwoCalls_leavesWhatWasAcknowledgedAndNothingInPart(boolean links) throws Exception {
        int calls = Integer.MAX_VALUE;
        for (int cut = 0; cut <= calls; cut++) {
            acknowledged.clear();
            deleted.clear();
            Path root = Files.createDirectory(folder.resolve("run" + cut));
            PowerCutDisk disk = disk(root, links);
            disk.stopBefore(cut);
            try {
                shipAndForget(new FileStorage(root, disk, InstantSource.system()));
                calls = disk.calls();
            } catch (PowerCut e) {
                assertThat(calls).isGreaterThan(cut);
            }
            expectWhole(disk, "cut before call " + cut);
        }
        assertThat(calls).isBetween(40, 400);
    }

    /** The process is killed, not the machine: the next one must not rely on names that are not durable yet. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void powerCut_afterAKillAndARestart_leavesWhatTheSecondProcessAcknowledged(boolean links) throws Exception {
        int calls = Integer.MAX_VALUE;
        for (int kill = 0; kill < calls; kill++) {
            acknowledged.clear();
            deleted.clear();
            Path root = Files.createDirectory(folder.resolve("run" + kill));
            PowerCutDisk disk = disk(root, links);
            disk.stopBefore(kill);
            try {
                create(new FileStorage(root, disk, InstantSource.system()), "g/1/wal/0", 100);
                calls = disk.calls();
            } catch (PowerCut e) {
                assertThat(calls).isGreaterThan(kill);
            }
            disk.stopBefore(Integer.MAX_VALUE);
            create(new FileStorage(root, disk, InstantSource.system()), "g/1/wal/0", 100);
            expectWhole(disk, "killed before call " + kill);
        }
    }

    /** The model itself: without any sync, an object may be lost, and may be there in part. */
    @Test
    void disk_withoutSyncs_losesThings() throws Exception {
        Path root = Files.createDirectory(folder.resolve("run"));
        PowerCutDisk disk = disk(root, true);
        disk.stopBefore(Integer.MAX_VALUE);
        Path file = root.resolve("a");
        try (var opened = disk.create(file)) {
            disk.write(opened, file, new byte[100], 0, 100);
        }
        Path lost = Files.createDirectory(folder.resolve("lost"));
        disk.writeAfterPowerCut(lost, 0);
        assertThat(lost).isEmptyDirectory();
        disk.writeAfterPowerCut(lost, 1);
        assertThat(lost.resolve("a")).isEmptyFile();
    }

    private void expectWhole(PowerCutDisk disk, String when) throws Exception {
        for (int luck = 0; luck < LUCKS; luck++) {
            Path after = Files.createTempDirectory(folder, "after");
            disk.writeAfterPowerCut(after, luck);
            Storage storage = new FileStorage(after);
            List<String> found = new ArrayList<>();
            storage.list("", "", object -> found.add(object.key()));
            assertThat(new HashSet<>(found).containsAll(acknowledged))
                    .as("%s, %s: found %s", when, acknowledged, found)
                    .isTrue();
            assertThat(found).as(when).noneMatch(deleted::contains);
            for (String key : found) {
                try (InputStream in = storage.read(key)) {
                    assertThat(in.readAllBytes()).as("%s of %s", when, key).isEqualTo(contents.get(key));
                }
            }
        }
    }
}
