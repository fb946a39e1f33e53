package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.replicate.Tally.Event;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Remembers every restore point that one replica was ever given, whatever became of the object. */
final class Published {
    /**
     * A restore point.
     *
     * @param looks those of the life that named its time
     */
    record Point(long commit, long millis, Looks looks) {
        @Override
        public String toString() {
            return commit + "@" + millis;
        }
    }

    /** What is known of one generation. */
    static final class Generation {
        private final NavigableMap<Long, Point> commits = new TreeMap<>();
        private final NavigableMap<Long, Point> snapshots = new TreeMap<>();
        private final Map<Integer, Long> snapshotAt = new HashMap<>();
        private OptionalInt base = OptionalInt.empty();
        private String origin = "";
        private long checked;

        /** What its segments hold, by number. */
        NavigableMap<Long, Point> commits() {
            return commits;
        }

        NavigableMap<Long, Point> snapshots() {
            return snapshots;
        }

        /** The depth in the ledger of its commit 0, once a restore has told. */
        OptionalInt base() {
            return base;
        }

        void setBase(int depth) {
            base = OptionalInt.of(depth);
        }

        /** The last commit whose time was checked. */
        long checked() {
            return checked;
        }

        void setChecked(long commit) {
            checked = commit;
        }

        /** A commit that can be restored as long as nothing is deleted. */
        Optional<Point> point(long commit) {
            if (snapshots.isEmpty() || commit < snapshots.firstKey()) {
                return Optional.empty();
            }
            Point point = commits.get(commit);
            return Optional.ofNullable(point == null ? snapshots.get(commit) : point);
        }

        Optional<Point> first() {
            return snapshots.isEmpty()
                    ? Optional.empty()
                    : Optional.of(snapshots.firstEntry().getValue());
        }
    }

    private final Map<GenerationId, Generation> generations = new LinkedHashMap<>();
    private final Set<String> reasons = new TreeSet<>();
    private final StampReader stamps;
    private final Tally tally;
    private Looks looks = new Looks(Optional.empty(), 0);

    Published(Storage stored, Tally tally) {
        this.stamps = new StampReader(stored);
        this.tally = tally;
    }

    /** What appears from now on is named by a new life. */
    void by(Looks life) {
        looks = life;
    }

    void add(ObjectName name) throws IOException {
        Generation generation = generations.computeIfAbsent(name.generation(), id -> new Generation());
        boolean known = !generation.commits.isEmpty() || !generation.snapshots.isEmpty();
        Optional<Predecessor> predecessor;
        if (name instanceof SegmentName segment) {
            SegmentStamp stamp = stamps.read(segment).orElseThrow();
            long number = stamp.nextCommit();
            for (Commit commit : stamp.commits()) {
                generation.commits.put(number, new Point(number, commit.timeMillis(), looks));
                number++;
            }
            predecessor = stamp.predecessor();
            tally.count(Event.SEGMENT);
        } else {
            SnapshotStamp stamp = stamps.read((SnapshotName) name).orElseThrow();
            Long replaced = generation.snapshotAt.put(stamp.position().index(), stamp.commit());
            if (replaced != null) {
                generation.snapshots.remove(replaced); // one index has one snapshot, and this storage replaces
            }
            generation.snapshots.put(stamp.commit(), new Point(stamp.commit(), stamp.timeMillis(), looks));
            predecessor = stamp.predecessor();
            assertThat(predecessor).as("%s: what it follows", name.key()).isPresent();
            tally.count(Event.SNAPSHOT);
        }
        String origin = predecessor
                .map(before -> before.reason() + " after "
                        + before.generation().map(GenerationId::text).orElse("none"))
                .orElse(generation.origin);
        if (known) {
            assertThat(origin).as("%s: what it follows", name.key()).isEqualTo(generation.origin);
        }
        if (!known && predecessor.isPresent()) {
            generation.origin = origin;
            reasons.add(predecessor.get().reason());
            tally.began(predecessor.get().reason());
        }
    }

    /** The last generations, as a person needs them who looks for a cause. */
    String describe() {
        StringBuilder text = new StringBuilder();
        generations.forEach((id, generation) -> text.append(String.format(
                "%n  %s %s: snapshots %s, commits %s to %s",
                id,
                generation.origin,
                generation.snapshots.values(),
                generation.commits.isEmpty()
                        ? "none"
                        : generation.commits.firstEntry().getValue(),
                generation.commits.isEmpty()
                        ? "none"
                        : generation.commits.lastEntry().getValue())));
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    /** Why generations began. */
    Set<String> reasons() {
        return reasons;
    }

    /** Those that got anything, the oldest first. */
    List<GenerationId> generations() {
        return new ArrayList<>(generations.keySet());
    }

    Generation get(GenerationId id) {
        return Optional.ofNullable(generations.get(id)).orElseThrow();
    }

    /** The next generation that can be restored. */
    Optional<Generation> after(GenerationId id) {
        boolean passed = false;
        for (Map.Entry<GenerationId, Generation> generation : generations.entrySet()) {
            if (passed && !generation.getValue().snapshots.isEmpty()) {
                return Optional.of(generation.getValue());
            }
            passed = passed || generation.getKey().equals(id);
        }
        return Optional.empty();
    }

    /** The latest time that any object names. */
    long latestMillis() {
        long latest = 0;
        for (Generation generation : generations.values()) {
            if (!generation.commits.isEmpty()) {
                latest = Math.max(
                        latest, generation.commits.lastEntry().getValue().millis());
            }
            if (!generation.snapshots.isEmpty()) {
                latest = Math.max(
                        latest, generation.snapshots.lastEntry().getValue().millis());
            }
        }
        return latest;
    }
}
