package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.Commit;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two stamps belong together in every respect, or not at all; the error says in which they do not. Catalogue T28. */
class AdjacencyTest {
    private static final GenerationId GENERATION = GenerationId.ofBits(0xaa);
    private static final PageSize SMALL = new PageSize(512);
    private static final Salt SALT = new Salt(1, 2);
    private static final Checksum MIDDLE = new Checksum(3, 4);
    private static final Checksum END = new Checksum(5, 6);
    private static final long FIRST_END = 32 + 536;
    private static final long SECOND_END = FIRST_END + 536;

    private static SegmentStamp first() {
        return stamp(0, 0, FIRST_END, SMALL, SALT, Checksum.SEED, MIDDLE, 1, Optional.empty());
    }

    private static SegmentStamp second(PageSize pageSize, Salt salt, Checksum start, long next) {
        long end = FIRST_END + pageSize.frameBytes();
        return stamp(0, FIRST_END, end, pageSize, salt, start, END, next, Optional.empty());
    }

    private static SegmentStamp nextIndex(int index, long endedAt, Checksum endedWith, long next) {
        return stamp(
                index,
                0,
                FIRST_END,
                SMALL,
                SALT,
                Checksum.SEED,
                END,
                next,
                Optional.of(new IndexEnd(endedAt, endedWith)));
    }

    private static SegmentStamp stamp(
            int index,
            long start,
            long end,
            PageSize pageSize,
            Salt salt,
            Checksum startSum,
            Checksum endSum,
            long next,
            Optional<IndexEnd> previous) {
        return new SegmentStamp(
                new Position(GENERATION, index, start),
                end,
                pageSize,
                salt,
                startSum,
                endSum,
                next,
                List.of(new Commit(end, 1000, 2)),
                previous,
                Optional.empty());
    }

    @Test
    void segments_thatFollow_areAccepted() throws Exception {
        Adjacency.require(first(), second(SMALL, SALT, MIDDLE, 2));
        Adjacency.require(first(), nextIndex(1, FIRST_END, MIDDLE, 2));
        assertThat(first().commitAfter()).isEqualTo(2);
    }

    @Test
    void segments_thatDoNotFollow_areAnErrorThatSaysInWhat() {
        expectRefused(second(SMALL, SALT, END, 2), "checksum at its start");
        expectRefused(second(SMALL, new Salt(1, 3), MIDDLE, 2), "salt");
        expectRefused(second(SMALL, SALT, MIDDLE, 3), "next commit");
        expectRefused(nextIndex(1, FIRST_END, END, 2), "end of the index before it");
        expectRefused(nextIndex(1, 32, MIDDLE, 2), "end of the index before it");
        expectRefused(nextIndex(1, FIRST_END, MIDDLE, 1), "next commit");
    }

    @Test
    void objects_thatAreMissingBetween_areNamed() {
        expectRefused(nextIndex(1, SECOND_END, END, 3), "00000000_00000238.wal.lz4: segment at");
        expectRefused(nextIndex(2, FIRST_END, MIDDLE, 2), "00000001_00000000.wal.lz4: segment at");
    }

    private static void expectRefused(SegmentStamp after, String what) {
        assertThatThrownBy(() -> Adjacency.require(first(), after))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining(what);
    }
}
