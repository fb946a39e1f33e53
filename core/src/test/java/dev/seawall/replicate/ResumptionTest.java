package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.StampLie;
import dev.seawall.replica.StampReader;
import dev.seawall.replica.StampedObjects;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state file is older than the replica: what lies behind its place is adopted only if it is what we would ship. */
class ResumptionTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    private Path database() {
        return folder.resolve("app.db");
    }

    private interface Deed {
        void act(List<Listed<SegmentName>> behind) throws Exception;
    }

    /** Ships two more segments than the state file says, does something to it, and starts again. */
    private void expect(String reason, Deed deed) throws Exception {
        Path state = folder.resolve(".app.db-seawall/state.json");
        try (Application app = Application.create(database(), 512)) {
            app.insert(3, 900);
            GenerationId first = replicate();
            byte[] older = Files.readAllBytes(state);
            int shipped = segments(first).size();
            try (Beside beside = Beside.open(database(), storage)) {
                app.insert(2, 900);
                app.insert(3, 900);
                beside.shipAll();
                app.insert(1, 900);
                beside.shipAll();
            }
            List<Listed<SegmentName>> segments = segments(first);
            assertThat(segments).hasSize(shipped + 2);
            Files.write(state, older);
            deed.act(segments.subList(shipped, segments.size()));
            app.insert(1, 20);

            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                assertThat(beside.generation().equals(first)).isEqualTo(reason.isEmpty());
                if (!reason.isEmpty()) {
                    assertThat(beside.reason()).isEqualTo(reason);
                }
            }
            Path restored = folder.resolve("restored.db");
            new Restorer().restore(RestoreRequest.latest(storage, restored));
            try (Application copy = Application.open(restored)) {
                assertThat(copy.number("SELECT sum(id * length(v)) FROM t"))
                        .isEqualTo(app.number("SELECT sum(id * length(v)) FROM t"));
            }
        }
    }

    private List<Listed<SegmentName>> segments(GenerationId generation) throws Exception {
        return GenerationListing.read(storage, generation).segments();
    }

    private GenerationId replicate() throws Exception {
        try (Beside beside = Beside.open(database(), storage)) {
            beside.shipAll();
            return beside.generation();
        }
    }

    @Test
    void start_objectThatIsOurs_isAdopted() throws Exception {
        expect("", behind -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "START_CHECKSUM, another_writer",
        "NEXT_COMMIT, another_writer",
        "END_CHECKSUM, replica_ahead",
    })
    void start_objectThatDoesNotGoOn_isABreak(StampLie lie, String reason) throws Exception {
        expect(reason, behind -> {
            SegmentName name = behind.get(0).name();
            storage.put(name.key(), lie.tellIn(name, storage.get(name.key())), Instant.EPOCH);
        });
    }

    @Test
    void start_objectWithoutAStamp_isAnotherWriters() throws Exception {
        expect("another_writer", behind -> {
            SegmentName name = behind.get(0).name();
            new StampedObjects(storage, name.generation()).unstamp(name.key());
        });
    }

    /** A hole, and then an object: it cannot be ours, because we ship in order. */
    @Test
    void start_objectBehindAHole_isAnotherWriters() throws Exception {
        expect(
                "another_writer",
                behind -> storage.delete(List.of(behind.get(0).name().key())));
    }

    /** Somebody emptied the replica: what follows the snapshot that is gone could not be restored. */
    @ParameterizedTest
    @ValueSource(strings = {".*/snapshots/.*", ".*"})
    void start_snapshotGone_isABreak(String lost) throws Exception {
        expect(
                "replica_lost",
                behind -> storage.delete(
                        storage.keys().stream().filter(key -> key.matches(lost)).toList()));
    }

    @Test
    void start_segmentsOfAGenerationWithoutASnapshotGone_isABreak() throws Exception {
        try (Application app = Application.create(database(), 4096)) {
            app.insert(3, 100);
            GenerationId first;
            try (Beside beside = Beside.open(database(), storage)) {
                first = beside.generation();
                while (storage.keys().isEmpty()) {
                    beside.replicator().capture();
                    beside.replicator().ship(0);
                    beside.pass(Duration.ofMillis(100));
                }
            }
            storage.delete(storage.keys());
            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                assertThat(beside.generation()).isNotEqualTo(first);
                assertThat(beside.reason()).isEqualTo("replica_lost");
            }
        }
    }

    /** Another state folder was used for a while: the generation of then is the newer one. */
    @Test
    void start_generationThatAnotherFollows_isABreakBehindThatOne() throws Exception {
        try (Application app = Application.create(database(), 4096)) {
            app.insert(3, 100);
            GenerationId first = replicate();
            Path state = folder.resolve(".app.db-seawall");
            assertThat(state).isDirectory();
            Files.move(state, folder.resolve("kept"));
            GenerationId second = replicate();
            assertThat(second).isNotEqualTo(first);
            Files.move(state, folder.resolve("other"));
            Files.move(folder.resolve("kept"), state);
            try (Beside beside = Beside.open(database(), storage)) {
                beside.shipAll();
                assertThat(beside.reason()).isEqualTo("overtaken");
                Predecessor before = new StampReader(storage)
                        .read(new SegmentName(beside.generation(), 0, 0))
                        .orElseThrow()
                        .predecessor()
                        .orElseThrow();
                assertThat(before.generation()).contains(second);
            }
        }
    }
}
