package dev.seawall.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every storage promises about many objects. */
abstract class ListingContract extends ObjectContract {
    @Test
    void list_emptyReplica_visitsNothing() throws IOException {
        assertThat(keys("", "")).isEmpty();
        assertThat(keys("generations/", "")).isEmpty();
        assertThat(storage.listFolders("")).isEmpty();
        assertThat(storage.listFolders("generations/")).isEmpty();
    }

    @Test
    void list_object_tellsSizeAndTime() throws IOException {
        put("a", "12345");
        List<StoredObject> found = new ArrayList<>();

        storage.list("", "", found::add);

        assertThat(found).hasSize(1);
        assertThat(found.get(0).sizeBytes()).isEqualTo(5);
        assertThat(found.get(0).modified().getEpochSecond()).isPositive();
    }

    @Test
    void list_startAfter_visitsWhatFollowsInByteOrder() throws IOException {
        for (String key : List.of("a", "b/1", "b/2", "b.x", "b0", "c/1/x", "c/2/y")) {
            put(key, key);
        }

        assertThat(keys("", "b/1")).containsExactlyInAnyOrder("b/2", "b0", "c/1/x", "c/2/y");
        assertThat(keys("", "b.x")).containsExactlyInAnyOrder("b/1", "b/2", "b0", "c/1/x", "c/2/y");
        assertThat(keys("c/", "c/1/x")).containsExactly("c/2/y");
        assertThat(keys("c/", "c/1/w")).containsExactlyInAnyOrder("c/1/x", "c/2/y");
        assertThat(keys("", "d")).isEmpty();
    }

    @Test
    void list_moreThanAPage_visitsEachOnce() throws IOException {
        List<String> expected = IntStream.range(0, 1005)
                .mapToObj(i -> String.format("wal/%08x", i))
                .toList();
        expected.parallelStream().forEach(this::putEmpty);

        assertThat(keys("wal/", "")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(keys("wal/", expected.get(2))).containsExactlyInAnyOrderElementsOf(expected.subList(3, 1005));

        storage.delete(expected);
        assertThat(keys("", "")).isEmpty();
    }

    @Test
    void list_otherReplicaWithLongerName_isNotSeen() throws IOException {
        try (Storage db10 = openAt("db10")) {
            db10.create("x", bytes("other"));
            put("y", "mine");

            assertThat(keys("", "")).containsExactly("y");
            assertThat(storage.listFolders("")).isEmpty();
        }
    }

    @Test
    void listFolders_mixedContent_namesFoldersOnly() throws IOException {
        for (String key : List.of("g/1/wal/x", "g/1/snapshots/y", "g/2/wal/x", "g/file", "h/z")) {
            put(key, "");
        }

        assertThat(storage.listFolders("")).containsExactlyInAnyOrder("g", "h");
        assertThat(storage.listFolders("g/")).containsExactlyInAnyOrder("1", "2");
        assertThat(storage.listFolders("g/1/")).containsExactlyInAnyOrder("wal", "snapshots");
        assertThat(storage.listFolders("g/1/wal/")).isEmpty();
    }

    @Test
    void delete_someOfThemMissing_leavesTheOthers() throws IOException {
        put("a/1", "");
        put("a/2", "");

        storage.delete(List.of("nowhere/x", "a/1", "a/1", "a/3", "a/2/below"));
        storage.delete(List.of());

        assertThat(keys("", "")).containsExactly("a/2");
    }

    private void putEmpty(String key) {
        try {
            put(key, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
