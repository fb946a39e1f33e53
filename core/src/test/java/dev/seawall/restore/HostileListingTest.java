package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listings in no order, with repeats, and late: what is not listed yet is a hole, or not there yet. Catalogue T30. */
class HostileListingTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryStorage storage = new MemoryStorage();

    @SuppressWarnings("NullAway.Init")
    private TestReplica replica;

    @BeforeEach
    void store() throws Exception {
        replica = new TestReplica(storage, "00000000000000aa", RecordedDatabase.usual(directory, 512), BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 11)
                .segmentPerCommit();
    }

    private byte[] restore(MemoryStorage from, Target target) throws Exception {
        Path output = directory.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(from, output).withTarget(target));
        byte[] restored = Files.readAllBytes(output);
        Files.delete(output);
        return restored;
    }

    @Test
    void listing_shuffledAndDoubled_changesNoAnswer() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            storage.listInAnyOrderAndTwice(new Random(seed));
            Point point = replica.points().get((int) (3 * seed + 2));
            assertThat(restore(storage, new Target.Latest()))
                    .isEqualTo(replica.last().state());
            assertThat(restore(storage, new Target.AtTime(point.time()))).isEqualTo(point.state());
            assertThat(restore(storage, new Target.AtCommit(point.commit()))).isEqualTo(point.state());
        }
    }

    /** The object is there, its name comes later: until then it is missed, not passed over. */
    @Test
    void listing_late_isAHoleUntilItIsWhole() throws Exception {
        String late = "generations/00000000000000aa/wal/"
                + String.format(
                        "%08x_%08x.wal.lz4",
                        3, replica.points().get(15).position().offsetBytes());
        storage.listLater(late);
        assertThatThrownBy(() -> restore(storage, new Target.Latest()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(late);
        storage.listAll();
        assertThat(restore(storage, new Target.Latest()))
                .isEqualTo(replica.last().state());
    }

    /** Nothing can tell that the newest object is about to be listed: the state is the one before it, and whole. */
    @Test
    void listing_withoutTheNewestSegment_isTheStateBeforeIt() throws Exception {
        List<Point> points = replica.points();
        Point before = points.get(points.size() - 2);
        storage.listLater("generations/00000000000000aa/wal/"
                + String.format("%08x_%08x.wal.lz4", 3, before.position().offsetBytes()));
        assertThat(restore(storage, new Target.Latest())).isEqualTo(before.state());
    }
}
