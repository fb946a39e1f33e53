package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.Commit;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One lie at a time, in what a plan has let pass and a seal has proven: it ends here at the latest, and says in which
 * respect the chain does not hold.
 */
class ChainReplayTest {
    private static final GenerationId GENERATION = new GenerationId("00000000000000aa");
    private static final PageSize PAGE = new PageSize(512);

    @TempDir
    private static Path recording;

    @SuppressWarnings("NullAway.Init")
    private static RecordedDatabase database;

    @SuppressWarnings("NullAway.Init")
    private static TestReplica replica;

    @TempDir
    private Path folder;

    /** A segment for each commit. */
    private static final class Piece {
        private final SegmentStamp stamp;
        private final byte[] content;

        Piece(SegmentStamp stamp, byte[] content) {
            this.stamp = stamp;
            this.content = content;
        }

        SegmentStamp stamp() {
            return stamp;
        }

        byte[] content() {
            return content;
        }

        SegmentName name() {
            return stamp.name();
        }

        OpenSegment open() {
            return OpenSegment.decoded(name(), stamp, new ByteArrayInputStream(content));
        }

        /** Without its stamp, as Litestream would have written it. */
        OpenSegment openBare() {
            return new OpenSegment(name(), Optional.empty(), false, new ByteArrayInputStream(content), () -> {});
        }
    }

    @BeforeAll
    static void record() throws Exception {
        database = RecordedDatabase.usual(recording, PAGE.bytes());
        replica =
                new TestReplica(new MemoryStorage(), GENERATION.text(), database, Instant.ofEpochSecond(1_800_000_000));
    }

    private static List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (Point point : replica.points().subList(1, replica.points().size())) {
            Position end = point.position();
            Position before = replica.points().get((int) point.commit() - 1).position();
            long start = before.index() == end.index() ? before.offsetBytes() : 0;
            byte[] wal = database.cycles().get(end.index()).wal();
            pieces.add(new Piece(
                    replica.stamp(end.index(), start, end.offsetBytes()),
                    Arrays.copyOfRange(wal, (int) start, (int) end.offsetBytes())));
        }
        return pieces;
    }

    private static SnapshotStamp snapshot(Point shown, long commit, long pages) {
        return new SnapshotStamp(shown.position(), commit, shown.time().toEpochMilli(), PAGE, pages, Optional.empty());
    }

    private static SnapshotStamp snapshot(Point shown) {
        return snapshot(shown, shown.commit(), shown.state().length / PAGE.bytes());
    }

    private static RestorePoint point(Point target, long commit) {
        return new RestorePoint(target.position(), OptionalLong.of(commit), target.time());
    }

    private static RestorePlan plan(Optional<SnapshotStamp> snapshot, RestorePoint target) {
        SnapshotName name = new SnapshotName(
                GENERATION, snapshot.map(stamp -> stamp.position().index()).orElse(0));
        List<Listed<SegmentName>> segments = pieces().stream()
                .map(piece -> new Listed<>(piece.name(), 1, Instant.EPOCH))
                .toList();
        return new RestorePlan(new Listed<>(name, 1, Instant.EPOCH), snapshot, segments, target, List.of());
    }

    private static RestorePlan plan() {
        Point last = replica.last();
        return plan(Optional.of(snapshot(replica.points().get(0))), point(last, last.commit()));
    }

    private byte[] replay(RestorePlan plan, byte[] shown, List<OpenSegment> segments) throws Exception {
        Path path = Files.createTempFile(folder, "restored", ".db");
        try (PageFile file = new PageFile(path)) {
            file.append(shown, shown.length);
            ChainReplay chain = new ChainReplay(plan, file, Optional.of(PAGE));
            for (OpenSegment segment : segments) {
                chain.replay(segment);
            }
            chain.finish();
            file.sync();
        }
        return Files.readAllBytes(path);
    }

    private void expectDamage(RestorePlan plan, Point shown, List<OpenSegment> segments, String... named) {
        assertThatThrownBy(() -> replay(plan, shown.state(), segments))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(named);
    }

    private static List<OpenSegment> all() {
        return pieces().stream().map(Piece::open).toList();
    }

    /** The place of the first segment of an index. */
    private static int first(int index) {
        for (int place = 0; place < pieces().size(); place++) {
            if (pieces().get(place).name().index() == index) {
                return place;
            }
        }
        throw new AssertionError("no index " + index);
    }

    @Test
    void chain_thatHolds_isTheTargetsState() throws Exception {
        Point begin = replica.points().get(0);
        for (Point target : replica.points().subList(1, replica.points().size())) {
            RestorePlan plan = plan(Optional.of(snapshot(begin)), point(target, target.commit()));
            assertThat(replay(plan, begin.state(), all())).as("%s", target).isEqualTo(target.state());
        }
    }

    private void expectLie(int place, UnaryOperator<SegmentStamp> lie, String... named) {
        List<OpenSegment> segments = new ArrayList<>(all());
        Piece truth = pieces().get(place);
        segments.set(place, new Piece(lie.apply(truth.stamp()), truth.content()).open());
        expectDamage(plan(), replica.points().get(0), segments, named);
    }

    private static SegmentStamp with(
            SegmentStamp stamp, long end, Salt salt, Checksum endChecksum, long next, List<Commit> commits) {
        return new SegmentStamp(
                stamp.start(),
                end,
                stamp.pageSize(),
                salt,
                stamp.startChecksum(),
                endChecksum,
                next,
                commits,
                stamp.previousIndexEnd(),
                stamp.predecessor());
    }

    private static Checksum other(Checksum sum) {
        return new Checksum(sum.sum1(), sum.sum2() + 1);
    }

    /** At the beginning of the generation, of a later index, and in the midst of one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 13})
    void stamp_thatIsNotOfItsContent_isNamed(int place) {
        String key = pieces().get(place).name().key();
        expectLie(
                place,
                s -> with(s, s.endOffsetBytes(), new Salt(1, 2), s.endChecksum(), s.nextCommit(), s.commits()),
                key,
                "salt in the stamp");
        expectLie(
                place,
                s -> with(s, s.endOffsetBytes(), s.salt(), other(s.endChecksum()), s.nextCommit(), s.commits()),
                key,
                "checksum at the end");
        expectLie(
                place,
                s -> with(
                        s,
                        s.endOffsetBytes() + PAGE.frameBytes(),
                        s.salt(),
                        s.endChecksum(),
                        s.nextCommit(),
                        s.commits()),
                key,
                "end offset");
        expectLie(
                place,
                s -> with(s, s.endOffsetBytes(), s.salt(), s.endChecksum(), s.nextCommit() + 1, s.commits()),
                place == 0 ? "commit at the snapshot's" : "next commit");
        expectLie(
                place,
                s -> with(s, s.endOffsetBytes(), s.salt(), s.endChecksum(), s.nextCommit(), List.of()),
                key,
                "commits");
        expectLie(
                place,
                s -> {
                    Commit only = s.commits().get(0);
                    Commit larger = new Commit(only.endOffsetBytes(), only.timeMillis(), only.databasePages() + 1);
                    return with(s, s.endOffsetBytes(), s.salt(), s.endChecksum(), s.nextCommit(), List.of(larger));
                },
                key,
                "database size after the commit");
    }

    /** What only the stamp says, and no frame contradicts: points in time would be those of another place. */
    @Test
    void stamp_thatBeginsOrCommitsElsewhere_isNamed() {
        List<Integer> within = IntStream.range(0, pieces().size())
                .filter(place -> pieces().get(place).name().offsetBytes() > 0)
                .boxed()
                .toList();
        assertThat(within).isNotEmpty();
        int longer = 0;
        for (int place : within) {
            Piece truth = pieces().get(place);
            expectLie(
                    place,
                    s -> new SegmentStamp(
                            s.start(),
                            s.endOffsetBytes(),
                            s.pageSize(),
                            s.salt(),
                            other(s.startChecksum()),
                            s.endChecksum(),
                            s.nextCommit(),
                            s.commits(),
                            s.previousIndexEnd(),
                            s.predecessor()),
                    truth.name().key(),
                    "checksum at the start");
            if (truth.content().length > PAGE.frameBytes()) {
                longer++;
                expectLie(
                        place,
                        s -> {
                            Commit only = s.commits().get(0);
                            Commit earlier = new Commit(
                                    only.endOffsetBytes() - PAGE.frameBytes(), only.timeMillis(), only.databasePages());
                            return with(
                                    s, s.endOffsetBytes(), s.salt(), s.endChecksum(), s.nextCommit(), List.of(earlier));
                        },
                        truth.name().key(),
                        "end of commit");
            }
        }
        assertThat(longer).isPositive();
    }

    private static SegmentStamp following(SegmentStamp stamp, IndexEnd end) {
        return new SegmentStamp(
                stamp.start(),
                stamp.endOffsetBytes(),
                stamp.pageSize(),
                stamp.salt(),
                stamp.startChecksum(),
                stamp.endChecksum(),
                stamp.nextCommit(),
                stamp.commits(),
                Optional.of(end),
                stamp.predecessor());
    }

    /** Only its stamp tells where the index before it ended: an earlier end would leave out what was committed there. */
    @Test
    void indexEnd_thatIsNotWhereTheOneBeforeEnded_isNamed() {
        int place = first(1);
        IndexEnd truth = pieces().get(place).stamp().previousIndexEnd().orElseThrow();
        String next = new SegmentName(GENERATION, 0, truth.offsetBytes()).key();
        expectLie(
                place,
                s -> following(s, new IndexEnd(truth.offsetBytes() + PAGE.frameBytes(), truth.checksum())),
                next,
                "missing");
        expectLie(
                place,
                s -> following(s, new IndexEnd(truth.offsetBytes() - PAGE.frameBytes(), truth.checksum())),
                pieces().get(place).name().key(),
                "offset " + (truth.offsetBytes() - PAGE.frameBytes()) + " with checksum " + truth.checksum(),
                "offset " + truth.offsetBytes() + " with checksum " + truth.checksum());
        expectLie(
                place,
                s -> following(s, new IndexEnd(truth.offsetBytes(), other(truth.checksum()))),
                pieces().get(place).name().key(),
                "end of the index before it");
    }

    @Test
    void index_thatDoesNotFollow_isNamed() {
        List<OpenSegment> withoutSecond = new ArrayList<>(all());
        withoutSecond.subList(first(1), first(2)).clear();
        expectDamage(
                plan(),
                replica.points().get(0),
                withoutSecond,
                pieces().get(first(2)).name().key(),
                "index");

        List<OpenSegment> withoutFirst = all().subList(first(1), pieces().size());
        expectDamage(
                plan(),
                replica.points().get(0),
                withoutFirst,
                pieces().get(first(1)).name().key(),
                "index");

        List<OpenSegment> bare =
                new ArrayList<>(pieces().stream().map(Piece::openBare).toList());
        bare.subList(first(1), first(2)).clear();
        RestorePlan unstamped = plan(Optional.empty(), point(replica.last(), 1));
        expectDamage(
                unstamped,
                replica.points().get(0),
                bare,
                pieces().get(first(2)).name().key(),
                "index is 2, expected 1");
    }

    @Test
    void segment_missingWithinAnIndex_isNamed() {
        List<OpenSegment> segments = new ArrayList<>(all());
        segments.remove(3);
        expectDamage(
                plan(),
                replica.points().get(0),
                segments,
                pieces().get(3).name().key(),
                "missing");

        segments = new ArrayList<>(all());
        segments.add(4, segments.get(3));
        expectDamage(
                plan(),
                replica.points().get(0),
                segments,
                pieces().get(3).name().key(),
                "where the segment before");
    }

    @Test
    void segment_withoutAStampAmongStamped_isNamed() throws Exception {
        List<OpenSegment> segments = new ArrayList<>(all());
        Piece truth = pieces().get(4);
        byte[] bare = TestReplica.lz4(truth.content());
        segments.set(4, OpenSegment.streaming(truth.name(), new ByteArrayInputStream(bare)));

        expectDamage(plan(), replica.points().get(0), segments, truth.name().key(), "whether there is a stamp");
    }

    /** Applied to pages of another size, each would land in the midst of others. */
    @Test
    void wal_ofAnotherPageSize_isNamed() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        byte[] wal = RecordedDatabase.usual(other, 1024).cycles().get(0).wal();
        SegmentName name = new SegmentName(GENERATION, 0, 0);
        OpenSegment stranger = OpenSegment.streaming(name, new ByteArrayInputStream(TestReplica.lz4(wal)));
        RestorePlan plan = plan(Optional.empty(), point(replica.last(), 1));

        expectDamage(plan, replica.points().get(0), List.of(stranger), name.key(), "page size", "512", "1024");
    }

    @Test
    void snapshot_thatIsNotTheCommitItSays_isNamed() {
        Point shown = replica.points().get(3);
        long pages = shown.state().length / PAGE.bytes();
        RestorePoint last = point(replica.last(), replica.last().commit());
        expectDamage(plan(Optional.of(snapshot(shown, 4, pages)), last), shown, all(), "commit at the snapshot's");
        expectDamage(
                plan(Optional.of(snapshot(shown, 3, pages + 1)), last),
                shown,
                all(),
                "database size at the snapshot's");
    }

    @Test
    void snapshot_withinAnIndex_givesTheTargetsState() throws Exception {
        Point shown = replica.points().get(6);
        RestorePlan plan = plan(
                Optional.of(snapshot(shown)),
                point(replica.last(), replica.last().commit()));
        assertThat(replay(plan, shown.state(), all())).isEqualTo(replica.last().state());
    }

    /** The number that was asked for, and the place that was planned for it, must be the same commit. */
    @Test
    void target_thatIsAnotherCommit_isNamed() {
        Point target = replica.points().get(5);
        RestorePlan plan = plan(Optional.of(snapshot(replica.points().get(0))), point(target, 6));

        expectDamage(plan, replica.points().get(0), all(), "commit at " + target.position(), "6", "5");
    }

    @Test
    void segments_thatEndBeforeTheTarget_areNotEnough() {
        List<OpenSegment> segments = all().subList(0, pieces().size() - 1);

        expectDamage(
                plan(),
                replica.points().get(0),
                segments,
                "segment at " + replica.last().position());
    }

    @Test
    void index_cutOffWithinATransaction_isNamed() {
        int place = first(1) - 1;
        List<OpenSegment> segments = new ArrayList<>();
        RestorePlan plan = plan(Optional.empty(), point(replica.last(), 1));
        for (int i = 0; i < pieces().size(); i++) {
            Piece piece = pieces().get(i);
            byte[] content = piece.content();
            byte[] kept = i == place ? Arrays.copyOf(content, content.length - PAGE.frameBytes()) : content;
            segments.add(new Piece(piece.stamp(), kept).openBare());
        }
        assertThat(pieces().get(place).content().length).isGreaterThan(PAGE.frameBytes());

        expectDamage(
                plan,
                replica.points().get(0),
                segments,
                pieces().get(first(1)).name().key(),
                "cut off at");
    }

    @Test
    void segment_ofNothing_isNamed() {
        List<OpenSegment> segments =
                new ArrayList<>(pieces().stream().map(Piece::openBare).toList());
        SegmentName name = pieces().get(3).name();
        segments.set(3, new Piece(pieces().get(3).stamp(), new byte[0]).openBare());
        RestorePlan plan = plan(Optional.empty(), point(replica.last(), 1));

        expectDamage(plan, replica.points().get(0), segments, name.key(), "at least one frame");
    }
}
