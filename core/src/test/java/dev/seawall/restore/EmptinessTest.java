package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application starts without its data because of this answer. */
class EmptinessTest {
    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @ValueSource(strings = {"readme.txt", "lost+found/x", ".trash/x"})
    void nothing_whereBackupsAre_isEmpty(String beside) throws IOException {
        assertThat(Emptiness.isEmpty(storage)).isTrue();

        put(beside);

        assertThat(Emptiness.isEmpty(storage)).isTrue();
    }

    /** Segments whose snapshot is missing, names that break a rule, encrypted objects: none of it is nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "generations/00000000000000aa/wal/00000000_00000000.wal.lz4",
                "generations/00000000000000AA/snapshots/0.snapshot.lz4",
                "generations/00000000000000aa/snapshots/00000000.snapshot.lz4.age",
                "generations/readme.txt"
            })
    void anything_whereBackupsAre_isNotEmpty(String key) throws IOException {
        put(key);

        assertThat(Emptiness.isEmpty(storage)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app/generations/00000000000000aa/snapshots/00000000.snapshot.lz4", "ltx/0000/1-1.ltx"})
    void folders_ofSomebodyElse_areAnErrorThatNamesOne(String key) {
        put(key);

        assertThatThrownBy(() -> Emptiness.isEmpty(storage))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("'" + key.substring(0, key.indexOf('/')) + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORBIDDEN", "NO_CONTAINER", "REFUSED"})
    void storage_thatDoesNotAnswer_isAnError(Kind kind) {
        Storage refusing = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, args) -> {
                    throw new StorageException(kind, "refused, as asked", null);
                });

        assertThatThrownBy(() -> Emptiness.isEmpty(refusing))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** What a first write that failed leaves: the folder, and nothing in it. */
    @Test
    void folderOfBackups_withNothingInIt_isEmpty() throws IOException {
        ForwardingStorage begun = new ForwardingStorage(storage) {
            @Override
            public List<String> listFolders(String prefix) {
                return List.of("generations");
            }
        };

        assertThat(Emptiness.isEmpty(begun)).isTrue();
    }

    private void put(String key) {
        storage.put(key, new byte[] {1}, Instant.EPOCH);
    }
}
