package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.Commit;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two stamps belong together in every respect, or not at all; the error says in which they do not. Catalogue T28. */
class AdjacencyTest {
    private static final GenerationId GENERATION = GenerationId.ofBits(1);
    private static final PageSize PAGE = new PageSize(512);
    private static final Salt SALT = new Salt(1, 2);
    private static final Checksum START = new Checksum(3, 4);
    private static final Checksum END = new Checksum(5, 6);

    private static Listed<SegmentName> segment(int index, int frames) {
        return new Listed<>(new SegmentName(GENERATION, index, offset(frames)), 1, Instant.EPOCH);
    }

    private static long offset(int frames) {
        return frames == 0 ? 0 : PAGE.endOfFrame(frames);
    }

    private static List<SegmentName> chain(int snapshot, int index, int frames, List<Listed<SegmentName>> segments)
            throws DamagedReplicaException {
        GenerationListing listing = new GenerationListing(GENERATION, segments, List.of());
        Position end = new Position(GENERATION, index, offset(frames));
        return Adjacency.chain(listing, new SnapshotName(GENERATION, snapshot), end).stream()
                .map(Listed::name)
                .toList();
    }

    /** One frame, one commit, behind that many frames. */
    private static SegmentStamp stamp(int index, int frames, Checksum start, Salt salt, PageSize page, long next) {
        long begin = frames == 0 ? 0 : page.endOfFrame(frames);
        return new SegmentStamp(
                new Position(GENERATION, index, begin),
                page.endOfFrame(frames + 1),
                page,
                salt,
                start,
                END,
                next,
                List.of(new Commit(page.endOfFrame(frames + 1), 7, 1)),
                frames == 0 && index > 0 ? Optional.of(new IndexEnd(offset(2), END)) : Optional.empty(),
                Optional.empty());
    }

    private static SegmentStamp before() {
        return stamp(3, 1, START, SALT, PAGE, 10);
    }

    private static void expectRefused(SegmentStamp before, SegmentStamp after, String what) {
        assertThatThrownBy(() -> Adjacency.require(before, after))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(what);
    }

    @Test
    void chain_wholeIndexes_areThoseFromTheSnapshotsToTheTargets() throws Exception {
        Listed<SegmentName> last = segment(2, 3);
        List<Listed<SegmentName>> whole = List.of(segment(0, 0), segment(1, 0), segment(1, 2), segment(2, 0), last);

        assertThat(chain(1, 2, 3, whole)).extracting(SegmentName::index).containsExactly(1, 1, 2);
        assertThat(chain(1, 2, 4, whole)).contains(last.name());
    }

    @Test
    void chain_withoutAnIndexOrItsBeginning_namesWhatIsMissing() {
        String second = "wal/00000001_00000000.wal.lz4";
        assertThatThrownBy(() -> chain(0, 2, 1, List.of(segment(0, 0), segment(2, 0))))
                .hasMessageContaining(second);
        assertThatThrownBy(() -> chain(0, 1, 3, List.of(segment(0, 0), segment(1, 2))))
                .hasMessageContaining(second);
        assertThatThrownBy(() -> chain(0, 1, 3, List.of(segment(0, 0)))).hasMessageContaining(second);
        assertThatThrownBy(() -> chain(1, 1, 3, List.of())).hasMessageContaining(second);
        assertThatThrownBy(() -> chain(1, 2, 3, List.of(segment(2, 0)))).hasMessageContaining(second);
    }

    @Test
    void lastBefore_aPosition_isTheLastThatBeginsEarlier() {
        List<Listed<SegmentName>> segments = List.of(segment(0, 0), segment(0, 2), segment(1, 0));

        assertThat(Adjacency.lastBefore(segments, new Position(GENERATION, 0, 0)))
                .isEqualTo(-1);
        assertThat(Adjacency.lastBefore(segments, new Position(GENERATION, 0, offset(2))))
                .isZero();
        assertThat(Adjacency.lastBefore(segments, new Position(GENERATION, 0, offset(3))))
                .isEqualTo(1);
        assertThat(Adjacency.lastBefore(segments, new Position(GENERATION, 9, 0)))
                .isEqualTo(2);
    }

    @Test
    void require_whatFollowsInTheSameIndex_isAccepted() throws Exception {
        Adjacency.require(before(), stamp(3, 2, END, SALT, PAGE, 11));
    }

    @Test
    void require_whatFollowsInTheNextIndex_isAccepted() throws Exception {
        Adjacency.require(before(), stamp(4, 0, Checksum.SEED, new Salt(8, 9), PAGE, 11));
    }

    @Test
    void require_anythingThatDoesNotGoOn_isRefused() {
        expectRefused(before(), stamp(3, 2, START, SALT, PAGE, 11), "checksum at its start");
        expectRefused(before(), stamp(3, 2, END, new Salt(1, 3), PAGE, 11), "salt");
        expectRefused(before(), stamp(3, 2, END, SALT, PAGE, 12), "next commit");
        expectRefused(before(), stamp(3, 3, END, SALT, PAGE, 11), "missing");
        expectRefused(before(), stamp(5, 0, Checksum.SEED, SALT, PAGE, 11), "missing");
        expectRefused(before(), stamp(4, 1, END, SALT, PAGE, 11), "missing");
        expectRefused(before(), stamp(4, 0, Checksum.SEED, SALT, new PageSize(1024), 11), "page size");
        expectRefused(stamp(3, 2, START, SALT, PAGE, 10), stamp(4, 0, Checksum.SEED, SALT, PAGE, 11), "index before");
    }

    /** Where the next index says that this one went on, it is this one that lacks its end: that is what is to be named. */
    @Test
    void require_indexThatEndsBeforeTheNextOneSaysItDid_namesWhatIsMissingOfIt() {
        SegmentStamp shorter = stamp(3, 0, Checksum.SEED, SALT, PAGE, 10);
        SegmentStamp after = stamp(4, 0, Checksum.SEED, new Salt(8, 9), PAGE, 11);

        expectRefused(shorter, after, String.format("wal/00000003_%08x.wal.lz4", offset(1)));
        expectRefused(stamp(3, 2, START, SALT, PAGE, 10), after, "wal/00000004_00000000.wal.lz4");
    }

    @Test
    void require_whatBeginsWithinTheOneBefore_isNamedAsAStranger() {
        SegmentStamp within = stamp(3, 1, START, SALT, PAGE, 11);

        expectRefused(before(), within, String.format("wal/00000003_%08x.wal.lz4", offset(1)));
        expectRefused(before(), within, "where the segment before ends");
    }

    @Test
    void missing_beyondWhatANameHolds_namesTheFolder() {
        Position beyond = new Position(GENERATION, 0, 1L << 32);

        assertThat(Adjacency.missing(beyond).key()).isEqualTo("generations/" + GENERATION + "/wal/");
        assertThat(Adjacency.missing(new Position(GENERATION, 0, (1L << 32) - 1))
                        .key())
                .endsWith("00000000_ffffffff.wal.lz4");
    }
}
