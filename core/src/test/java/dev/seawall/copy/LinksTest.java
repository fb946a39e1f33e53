package dev.seawall.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.PatientStorage;
import dev.seawall.restore.RecordedDatabase;
import dev.seawall.restore.TestReplica;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy goes on from: a segment that is believed to follow, and does not, is a hole that nobody sees. */
class LinksTest {
    private static final String ID = "00000000000000aa";
    private static final GenerationId GENERATION = new GenerationId(ID);
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path recording;

    private final MemoryStorage from = new MemoryStorage();
    private final MemoryStorage to = new MemoryStorage();
    private final MemoryStorage unstamped = new MemoryStorage();

    @BeforeEach
    void store() throws Exception {
        RecordedDatabase database = RecordedDatabase.usual(recording, 512);
        new TestReplica(from, ID, database, BEGAN)
                .snapshotsAt(commit -> commit == 0)
                .segmentPerCommit();
        new TestReplica(unstamped, ID, database, BEGAN).unstamped(commit -> commit == 0);
    }

    private static SegmentName name(int index, long offset) {
        return new SegmentName(GENERATION, index, offset);
    }

    private static GenerationListing listing(SegmentName... segments) {
        return new GenerationListing(
                GENERATION,
                Stream.of(segments)
                        .map(segment -> new Listed<>(segment, 1, Instant.EPOCH))
                        .toList(),
                List.of());
    }

    private Links links(MemoryStorage here, GenerationListing listed, GenerationListing there) {
        return new Links(listed, new Holdings(there), new PatientStorage(here), new PatientStorage(to));
    }

    private static List<SegmentName> segments(MemoryStorage storage) throws Exception {
        return GenerationListing.read(storage, GENERATION).segments().stream()
                .map(Listed::name)
                .toList();
    }

    private static Optional<SegmentStamp> stamp(MemoryStorage storage, SegmentName name) throws Exception {
        return new StampReader(storage).read(name);
    }

    @Test
    void before_segmentsOfBothReplicas_isTheLastOfAll() {
        Links links = links(from, listing(name(0, 0), name(1, 0)), listing(name(0, 0), name(0, 568)));
        assertThat(links.before(name(0, 0))).isEmpty();
        assertThat(links.before(name(0, 568))).contains(name(0, 0));
        assertThat(links.before(name(1, 0))).as("only there").contains(name(0, 568));
        assertThat(links.before(name(1, 568))).as("only here").contains(name(1, 0));

        assertThat(links(from, listing(), listing(name(0, 0))).before(name(1, 0)))
                .contains(name(0, 0));
        assertThat(links(from, listing(name(0, 0)), listing()).before(name(1, 0)))
                .contains(name(0, 0));
    }

    @Test
    void require_nothingBefore_namesTheBeginningOfItsIndex() throws Exception {
        Links links = links(from, listing(name(2, 568)), listing());

        assertThatThrownBy(() -> links.require(name(2, 568), Optional.empty()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(name(2, 0).key());
    }

    @Test
    void require_whatGoesOnByItsStamp_isLetPassWhicheverReplicaHoldsTheOneBefore() throws Exception {
        List<SegmentName> all = segments(from);
        SegmentName first = all.get(2);
        SegmentName next = all.get(3);
        links(from, listing(first, next), listing()).require(next, stamp(from, next));

        to.put(first.key(), from.get(first.key()), BEGAN);
        links(from, listing(next), listing(first)).require(next, stamp(from, next));
        SegmentName afterNext = all.get(4);
        assertThatThrownBy(() ->
                        links(from, listing(afterNext), listing(first)).require(afterNext, stamp(from, afterNext)))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(next.key());
    }

    /** Two writers, one of them without stamps, have one folder: neither proves anything about the other. */
    @Test
    void require_stampsInSomeAlone_isDamage() throws Exception {
        List<SegmentName> all = segments(from);
        SegmentName before = all.get(2);
        SegmentName next = all.get(3);
        MemoryStorage mixed = from.copy();
        mixed.put(before.key(), unstamped.get(before.key()), BEGAN);
        Links links = links(mixed, listing(before, next), listing());

        assertThatThrownBy(() -> links.require(next, stamp(mixed, next)))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(next.key(), "only in some");
    }

    /** Without stamps, where it ended is known of what was copied just now, and of nothing else. */
    @Test
    void require_withoutStamps_believesWhatIsStillListedAlone() throws Exception {
        List<SegmentName> all = segments(unstamped);
        SegmentName first = all.get(2);
        SegmentName next = all.get(3);
        assertThat(next.index()).isEqualTo(first.index());
        links(unstamped, listing(first, next), listing(first)).require(next, Optional.empty());

        to.put(first.key(), unstamped.get(first.key()), BEGAN);
        assertThatThrownBy(() -> links(unstamped, listing(next), listing(first)).require(next, Optional.empty()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(first.key());

        Links copying = links(unstamped, listing(first, next), listing());
        copying.copied(first, Optional.empty(), next.offsetBytes() - first.offsetBytes());
        copying.require(next, Optional.empty());
        copying.copied(first, Optional.empty(), next.offsetBytes() - first.offsetBytes() - 536);
        assertThatThrownBy(() -> copying.require(next, Optional.empty()))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(
                        name(next.index(), next.offsetBytes() - 536).key());
    }

    @Test
    void holdings_whatWasAdded_isHeld() {
        Holdings holdings = new Holdings(listing(name(0, 0)));
        Listed<SegmentName> segment = new Listed<>(name(1, 0), 1, Instant.EPOCH);
        Listed<SnapshotName> snapshot = new Listed<>(new SnapshotName(GENERATION, 1), 1, Instant.EPOCH);
        for (Listed<? extends ObjectName> each : List.of(segment, snapshot)) {
            assertThat(holdings.holds(each)).isFalse();
            holdings.add(each);
            assertThat(holdings.holds(each)).isTrue();
        }
        assertThat(holdings.holdsSnapshotOf(name(1, 568))).isTrue();
        assertThat(holdings.holdsSnapshotOf(name(2, 0))).isFalse();
        assertThat(holdings.holdsSegmentsOf(1)).isTrue();
        assertThat(holdings.holdsSegmentsOf(2)).isFalse();
    }

    /** Below the oldest snapshot, and not there: nothing else is what retention does. */
    @Test
    void explains_whatRetentionDeletes_isMissingBelowTheOldestSnapshot() throws Exception {
        to.put(new SnapshotName(GENERATION, 2).key(), new byte[1], BEGAN);
        to.put(name(1, 568).key(), new byte[1], BEGAN);
        Expiry expiry = new Expiry(GenerationListing.read(to, GENERATION), new PatientStorage(to));

        assertThat(expiry.explains(missing(name(1, 0).key()))).isTrue();
        assertThat(expiry.explains(missing(name(1, 568).key())))
                .as("it is there")
                .isFalse();
        assertThat(expiry.explains(missing(name(2, 0).key()))).as("needed").isFalse();
        assertThat(expiry.explains(missing(new SnapshotName(GENERATION, 1).key())))
                .as("no segment")
                .isFalse();
        assertThat(expiry.explains(missing(SegmentName.folder(GENERATION))))
                .as("no object")
                .isFalse();
        to.delete(List.of(new SnapshotName(GENERATION, 2).key()));
        assertThat(expiry.explains(missing(name(2, 0).key())))
                .as("nothing needs it any more")
                .isTrue();
    }

    private static DamagedReplicaException missing(String key) {
        return new DamagedReplicaException(key, "segment", "there", "missing");
    }
}
