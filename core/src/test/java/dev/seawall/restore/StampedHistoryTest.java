package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is asked for when one segment is missing: the very commit, or the hole by its name. Never the commit before, as if
 * there were none behind it.
 */
class StampedHistoryTest {
    private static final String ID = "00000000000000aa";
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private static Path recording;

    @SuppressWarnings("NullAway.Init")
    private static RecordedDatabase database;

    private final MemoryStorage storage = new MemoryStorage();

    @BeforeAll
    static void record() throws Exception {
        database = RecordedDatabase.usual(recording, 512);
    }

    private GenerationListing listing() throws IOException {
        return GenerationListing.read(storage, new GenerationId(ID));
    }

    private List<SegmentName> segments() throws IOException {
        return listing().segments().stream().map(Listed::name).toList();
    }

    private StampedHistory history() throws IOException {
        return new StampedHistory(listing(), storage);
    }

    private SegmentStamp stamp(SegmentName name) throws IOException {
        return new StampReader(storage).read(name).orElseThrow();
    }

    private interface Asking {
        void ask(StampedHistory history) throws Exception;
    }

    private void expectHole(String what, Asking asking, Position... named) throws IOException {
        StampedHistory history = history();
        assertThatThrownBy(() -> asking.ask(history))
                .as(what)
                .isInstanceOfSatisfying(
                        DamagedReplicaException.class,
                        e -> assertThat(List.of(named))
                                .extracting(
                                        start -> SegmentName.startingAt(start).key())
                                .contains(e.key()));
    }

    private TestReplica perCommit() throws Exception {
        return new TestReplica(storage, ID, database, BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 12 || commit == 14)
                .segmentPerCommit();
    }

    @Test
    void segmentOfACommitMissing_whatIsAskedForIsThereOrTheHoleIsNamed() throws Exception {
        TestReplica replica = perCommit();
        List<SegmentName> segments = segments();
        long last = replica.last().commit();
        assertThat(segments).hasSize((int) last);
        for (Point point : replica.points().subList(1, (int) last)) {
            int commit = (int) point.commit();
            SegmentName hole = segments.get(commit - 1);
            byte[] object = storage.get(hole.key());
            storage.delete(List.of(hole.key()));
            Position endBefore = replica.points().get(commit - 1).position();
            boolean shown = commit == 12 || commit == 14;
            if (shown) {
                assertThat(history().atCommit(commit).target().commit()).hasValue(commit);
            } else {
                expectHole("commit " + commit, history -> history.atCommit(commit), hole.start(), endBefore);
            }
            if (commit == 12) {
                assertThat(history().at(point.time()).target().commit()).hasValue(commit);
            } else {
                expectHole("time of " + commit, history -> history.at(point.time()), hole.start(), endBefore);
            }
            assertThat(history().atCommit(commit - 1).target().commit()).hasValue(commit - 1);
            storage.put(hole.key(), object, BEGAN);
        }
        storage.delete(List.of(segments.get((int) last - 1).key()));
        assertThat(history().latest().target().commit())
                .as("nothing tells of it")
                .hasValue(last - 1);
        assertThatThrownBy(() -> history().atCommit(last))
                .isInstanceOf(NothingToRestoreException.class)
                .hasMessageContaining("from 0 to " + (last - 1));
    }

    /** Behind all that is left, a snapshot is the only one that tells of what is missing. */
    @Test
    void segmentsMissingBehindTheLastOne_areToldOfByANewerSnapshot() throws Exception {
        TestReplica replica = perCommit();
        List<SegmentName> segments = segments();
        storage.delete(segments.subList(10, segments.size()).stream()
                .map(SegmentName::key)
                .toList());
        Position end = replica.points().get(10).position();
        Instant asked = replica.points().get(11).time();

        expectHole("time", history -> history.at(asked), end);
        expectHole("commit", history -> history.atCommit(11), end);
        assertThat(history().atCommit(10).target().commit()).hasValue(10);
        assertThat(history().latest().target().commit()).hasValue(14);
        storage.delete(List.of(segments.get(9).key()));
        expectHole(
                "an index",
                history -> history.at(replica.points().get(10).time()),
                replica.points().get(9).position());
    }

    /** A segment for each frame: most hold no commit, and the last transaction never ended. */
    private TestReplica perFrame() throws Exception {
        Random everywhere = new Random(1) {
            private static final long serialVersionUID = 1L;

            @Override
            public int nextInt(int bound) {
                return 0;
            }
        };
        return new TestReplica(storage, ID, database.withoutLastFrame(), BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 12)
                .segmentsCutAtRandom(everywhere);
    }

    @Test
    void segmentPerFrame_anyCommitAndTime_isFound() throws Exception {
        TestReplica replica = perFrame();
        StampedHistory history = history();
        for (Point point : replica.points()) {
            assertThat(history.atCommit(point.commit()).target().position()).isEqualTo(point.position());
            for (int millis : new int[] {0, 999}) {
                assertThat(history.at(point.time().plusMillis(millis)).target().position())
                        .as("%s and %d ms", point, millis)
                        .isEqualTo(point.position());
            }
        }
        assertThat(history.latest().target().commit()).hasValue(replica.last().commit());
        assertThat(history.first().commit()).hasValue(0);
    }

    /** Within a transaction there is neither a commit nor a time: only that one goes on where the other ended. */
    @Test
    void segmentWithinATransactionMissing_theCommitBeforeIsNotTakenForTheLast() throws Exception {
        TestReplica replica = perFrame();
        List<SegmentName> all = segments();
        int unfinished = 0;
        for (int place = 0; place + 1 < all.size(); place++) {
            SegmentName hole = all.get(place);
            SegmentStamp stamp = stamp(hole);
            int commit = (int) stamp.nextCommit();
            if (hole.offsetBytes() <= WalHeader.BYTES) {
                continue; // what begins an index is named by its number
            }
            byte[] object = storage.get(hole.key());
            storage.delete(List.of(hole.key()));
            if (commit > replica.last().commit()) {
                expectHole("latest", StampedHistory::latest, hole.start());
                unfinished++;
            } else {
                Instant before = replica.points().get(commit).time().minusMillis(1);
                expectHole("before " + commit, history -> history.at(before), hole.start());
                if (!stamp.commits().isEmpty() && commit != 12) {
                    expectHole("commit " + commit, history -> history.atCommit(commit), hole.start());
                }
            }
            storage.put(hole.key(), object, BEGAN);
        }
        assertThat(unfinished).isPositive();
    }
}
