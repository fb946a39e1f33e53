package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A machine was copied with its state, and both copies write to one path: the one that comes second notices, begins a
 * generation of its own, and both histories stay whole. Also where answers get lost. Catalogue T33.
 */
class TwoWritersTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void twoReplicators_onOnePath_shipTwoWholeHistories(double failures) throws Exception {
        Path one = Files.createDirectory(folder.resolve("one")).resolve("app.db");
        Path two = folder.resolve("two/app.db");
        try (Application app = Application.create(one, 512)) {
            app.insert(3, 10);
            GenerationId shared;
            try (Beside beside = Beside.open(one, flaky(new Random(1), 0))) {
                beside.shipAll();
                shared = beside.generation();
            }
            copy(folder.resolve("one"), folder.resolve("two"));
            adopt(two);
            Random random = new Random(33);
            FlakyStorage unreliable = flaky(random, failures);
            FlakyStorage another = flaky(random, failures);
            try (Application twin = Application.open(two);
                    Beside first = Beside.open(one, unreliable);
                    Beside second = Beside.open(two, another)) {
                for (int i = 0; i < 10; i++) {
                    app.insert(1, 10);
                    twin.insert(2, 10);
                    act(first);
                    act(second);
                }
                unreliable.failAtRate(0);
                another.failAtRate(0);
                first.shipAll();
                second.shipAll();
                List<GenerationId> generations = List.of(first.generation(), second.generation());
                assertThat(generations).doesNotHaveDuplicates().contains(shared);
                Beside late = first.generation().equals(shared) ? second : first;
                assertThat(late.reason()).isEqualTo("another_writer");
                assertThat(rows(first.generation())).isEqualTo(app.number("SELECT count(*) FROM t"));
                assertThat(rows(second.generation())).isEqualTo(twin.number("SELECT count(*) FROM t"));
            }
        }
    }

    private FlakyStorage flaky(Random random, double failures) {
        FlakyStorage flaky = new FlakyStorage(storage, random);
        flaky.failAtRate(failures);
        return flaky;
    }

    private static void act(Beside beside) throws Exception {
        beside.replicator().capture();
        beside.pass(Duration.ofSeconds(30));
        beside.replicator().ship(0);
        beside.replicator().snapshot(0);
    }

    private long rows(GenerationId generation) throws Exception {
        Path restored = folder.resolve(generation + ".db");
        new Restorer().restore(RestoreRequest.latest(storage, restored).withGeneration(generation));
        try (Application copy = Application.open(restored)) {
            return copy.number("SELECT count(*) FROM t");
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().endsWith("-shm")) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }

    /** A copied file has another inode, and would be known by that; a copied machine keeps its numbers. */
    private static void adopt(Path database) throws Exception {
        Path state = database.resolveSibling(".app.db-seawall/state.json");
        Map<String, Object> map = JSON.std.mapFrom(Files.readAllBytes(state));
        map.remove("crc32c");
        Map<?, ?> replicas = (Map<?, ?>) Objects.requireNonNull(map.get("replicas"));
        for (Object saved : replicas.values()) {
            @SuppressWarnings("unchecked")
            Map<String, Object> replica = (Map<String, Object>) saved;
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                replica.put("database", live.identity().text());
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(JSON.std.asBytes(map));
        map.put("crc32c", String.format("%08x", crc.getValue()));
        Files.write(state, JSON.std.asBytes(map));
    }
}
