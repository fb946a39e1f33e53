package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A power failure brought back an older state file, and the clock may be wrong too: a new generation follows the newest
 * that the replica has, not the one that the state remembers.
 */
class AncestryTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    private Path database() {
        return folder.resolve("app.db");
    }

    private Path state() {
        return folder.resolve(".app.db-seawall/state.json");
    }

    /** What is left in the replica of the generation that the older state knows. */
    private enum Known {
        ALL,
        /** It left the window. */
        NOTHING,
        /** Its end cannot be told, so neither can whether it is older. */
        DAMAGED
    }

    @ParameterizedTest
    @EnumSource
    void start_stateOlderThanTheReplica_followsTheNewestThere(Known known) throws Exception {
        try (Application app = Application.create(database(), 512)) {
            app.insert(3, 10);
            GenerationId older = replicate(Duration.ZERO);
            byte[] olderState = Files.readAllBytes(state());
            breakWal(app);
            GenerationId newer = replicate(Duration.ofHours(1));
            assertThat(newer).isNotEqualTo(older);
            leave(older, known);
            Files.write(state(), olderState);
            breakWal(app);

            GenerationId newest = replicate(Duration.ZERO);

            assertThat(predecessor(newest)).isEqualTo(new Predecessor(Optional.of(newer), "wal_restarted_while_down"));
            leave(older, Known.NOTHING); // a damaged one would stand in the way of any restore
            expectLatestIs(app, newest);
        }
    }

    @Test
    void start_stateIsTheNewest_followsWhatItKnows() throws Exception {
        try (Application app = Application.create(database(), 512)) {
            app.insert(3, 10);
            replicate(Duration.ZERO);
            breakWal(app);
            GenerationId second = replicate(Duration.ofHours(1));
            breakWal(app);

            GenerationId third = replicate(Duration.ZERO);

            assertThat(predecessor(third)).isEqualTo(new Predecessor(Optional.of(second), "wal_restarted_while_down"));
            expectLatestIs(app, third);
        }
    }

    /** What is no generation's folder is somebody else's, and is not asked. */
    @Test
    void start_strangeFolderBesideTheGenerations_isPassedOver() throws Exception {
        storage.put("generations/lost+found/wal/00000000_00000000.wal.lz4", new byte[] {1}, Instant.MAX);
        try (Application app = Application.create(database(), 512)) {
            app.insert(3, 10);

            assertThat(predecessor(replicate(Duration.ZERO))).isEqualTo(new Predecessor(Optional.empty(), "first"));
        }
    }

    private void leave(GenerationId generation, Known known) throws Exception {
        GenerationListing listing = GenerationListing.read(storage, generation);
        if (known == Known.NOTHING) {
            listing.snapshots()
                    .forEach(snapshot -> storage.delete(List.of(snapshot.name().key())));
            listing.segments()
                    .forEach(segment -> storage.delete(List.of(segment.name().key())));
        } else if (known == Known.DAMAGED) {
            int last = listing.segments().size() - 1;
            storage.put(listing.segments().get(last).name().key(), new byte[] {1, 2, 3}, Instant.EPOCH);
        }
    }

    private void breakWal(Application app) throws Exception {
        app.run("PRAGMA wal_checkpoint(RESTART)");
        app.insert(2, 10);
    }

    private GenerationId replicate(Duration after) throws Exception {
        try (Beside beside = Beside.open(database(), storage, Options.DEFAULTS, new long[] {after.toNanos()})) {
            beside.shipAll();
            return beside.generation();
        }
    }

    private Predecessor predecessor(GenerationId generation) throws Exception {
        return new StampReader(storage)
                .read(new SegmentName(generation, 0, 0))
                .orElseThrow()
                .predecessor()
                .orElseThrow();
    }

    private void expectLatestIs(Application app, GenerationId generation) throws Exception {
        Path restored = folder.resolve("restored.db");
        RestoreResult result = new Restorer().restore(RestoreRequest.latest(storage, restored));
        assertThat(result.point().position().generation()).isEqualTo(generation);
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(app.number("SELECT count(*) FROM t"));
        }
    }
}
