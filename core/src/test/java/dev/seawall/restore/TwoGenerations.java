package dev.seawall.restore;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sound replica of two stamped generations, each of four indexes and with snapshots in several of them; what each of
 * its objects tells of; and what each target must give.
 */
public final class TwoGenerations {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    private final MemoryStorage storage = new MemoryStorage(InstantSource.fixed(BEGAN.plusSeconds(7200)));
    private final TestReplica first;
    private final TestReplica second;
    private final Map<String, Long> lastTold = new HashMap<>();

    public TwoGenerations(Path directory) throws Exception {
        first = new TestReplica(
                        storage,
                        "ffffffffffffffff",
                        RecordedDatabase.usual(directory, 512).withoutLastFrame(),
                        BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 11 || commit == 14)
                .segmentPerCommit();
        second = new TestReplica(
                        storage,
                        "0000000000000001",
                        RecordedDatabase.usual(directory, 512).withoutLastFrame(),
                        BEGAN.plusSeconds(3600))
                .following(first.generation(), "lost_hold")
                .snapshotsAt(commit -> commit == 0 || commit == 12)
                .segmentPerCommit();
        for (String key : storage.keys()) {
            lastTold.put(key, lastTold(ObjectName.parse(key).orElseThrow()));
        }
    }

    private long lastTold(ObjectName name) throws IOException {
        StampReader stamps = new StampReader(storage);
        return name instanceof SnapshotName snapshot
                ? stamps.read(snapshot).map(SnapshotStamp::commit).orElseThrow()
                : stamps.read((SegmentName) name).map(SegmentStamp::commitAfter).orElseThrow() - 1;
    }

    /** The sound objects; not to be changed. */
    public MemoryStorage storage() {
        return storage;
    }

    public TestReplica first() {
        return first;
    }

    public TestReplica second() {
        return second;
    }

    public TestReplica of(GenerationId id) {
        return id.equals(first.generation()) ? first : second;
    }

    TestReplica of(String key) {
        return key.contains(first.generation().text()) ? first : second;
    }

    /** The last commit that an object's stamp tells of. */
    long lastTold(String key) {
        return lastTold.getOrDefault(key, -1L);
    }

    /** What a sound replica gives; empty if it holds nothing of the kind. */
    Optional<Point> sound(Target target, Optional<GenerationId> within) {
        TestReplica replica = within.map(this::of).orElse(second);
        if (target instanceof Target.AtTime asked) {
            boolean before = asked.time().isBefore(second.points().get(0).time());
            return lastUpTo(within.isEmpty() && before ? first : replica, asked.time());
        }
        if (target instanceof Target.AtCommit asked) {
            List<Point> points = replica.points();
            return asked.commit() < points.size() ? Optional.of(points.get((int) asked.commit())) : Optional.empty();
        }
        return Optional.of(replica.last());
    }

    private static Optional<Point> lastUpTo(TestReplica replica, Instant time) {
        List<Point> points =
                replica.points().stream().filter(p -> !p.time().isAfter(time)).toList();
        return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
    }
}
