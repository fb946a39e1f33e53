package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts what is to be copied of one generation in order.
 *
 * <pre>
 * there already    S0 0 0 0 1 1              0, 1, 2: segments of an index; S: a snapshot
 * goes on          1 2 2 S2 2                a snapshot follows the segments before its moment
 * cannot go on     S4 4 4 4 5                where retention was faster than us, a snapshot comes first
 * </pre>
 *
 * <p>The latest state can be restored after each step: a snapshot needs nothing but itself for its own moment. Where the
 * chain is whole, a snapshot that came before its segments would make those between look lost.
 */
final class CopyPlanner {
    private final GenerationListing listing;
    private final Holdings there;
    private final Links links;
    private final StampReader stamps;
    private final Tally tally;

    private record Placed(Listed<? extends ObjectName> object, int index, long offset, int rank) {
        static final Comparator<Placed> ORDER = Comparator.comparingInt(Placed::index)
                .thenComparingLong(Placed::offset)
                .thenComparingInt(Placed::rank);
    }

    CopyPlanner(GenerationListing listing, Holdings there, Links links, PatientStorage from, Tally tally) {
        this.listing = listing;
        this.there = there;
        this.links = links;
        this.stamps = new StampReader(from);
        this.tally = tally;
    }

    /** @param asked the first index to copy from; above 0, the chain begins anew there */
    CopyPlan plan(int asked) throws IOException {
        List<Listed<SegmentName>> segments = lacking(asked);
        boolean stamped = segments.isEmpty() || isStamped(segments.get(0).name());
        // Retention may have deleted a part of what is below; without stamps, it would look whole.
        int floor = stamped ? asked : Math.max(asked, Expiry.oldestSnapshot(listing));
        segments = lacking(floor);
        OptionalInt begin = OptionalInt.empty();
        int firstSnapshot = floor;
        if (!segments.isEmpty() && !goesOn(segments.get(0).name(), floor)) {
            begin = beginFrom(segments.get(0).name(), stamped);
            tellGap(segments.get(0).name(), begin, asked);
            int from = begin.orElse(Integer.MAX_VALUE);
            firstSnapshot = stamped ? floor : from;
            segments = segments.stream()
                    .filter(segment -> segment.name().index() >= from)
                    .toList();
        }
        List<Placed> placed = new ArrayList<>();
        for (Listed<SegmentName> segment : segments) {
            placed.add(
                    new Placed(segment, segment.name().index(), segment.name().offsetBytes(), 1));
        }
        for (Listed<SnapshotName> snapshot : listing.snapshots()) {
            if (snapshot.name().index() >= firstSnapshot && !there.holds(snapshot)) {
                place(snapshot, begin).ifPresent(placed::add);
            }
        }
        placed.sort(Placed.ORDER);
        return new CopyPlan(
                placed.stream()
                        .<Listed<? extends ObjectName>>map(Placed::object)
                        .toList(),
                begin);
    }

    private List<Listed<SegmentName>> lacking(int floor) {
        return listing.segments().stream()
                .filter(segment -> segment.name().index() >= floor && !there.holds(segment))
                .toList();
    }

    /** The first index from this one on that has a snapshot; there the chain can begin. */
    OptionalInt snapshotFrom(int index) {
        return listing.snapshots().stream()
                .mapToInt(snapshot -> snapshot.name().index())
                .filter(found -> found >= index)
                .findFirst();
    }

    /**
     * Where both hold what came before, going on finds out whether something is missing between, and says what.
     *
     * <p>What comes before the first one that the copy lacks is in the copy, if it is not below the floor: behind a break,
     * that is what an earlier run put there.
     */
    private boolean goesOn(SegmentName first, int floor) throws IOException {
        Optional<SegmentName> before = links.before(first);
        return before.isPresent() && before.get().index() >= floor && (links.isListed(before.get()) || isLinked(first));
    }

    private boolean isLinked(SegmentName first) throws IOException {
        try {
            links.require(first, links.stamp(first));
            return true;
        } catch (DamagedReplicaException e) {
            return false;
        }
    }

    /**
     * Finds where the chain can begin anew. Without stamps, an index is taken to go on where the one of the number before
     * it ends, wherever that is: it must not come to stand behind one that may have been copied in part.
     */
    private OptionalInt beginFrom(SegmentName first, boolean stamped) {
        boolean held = there.holdsSnapshotOf(first) && (stamped || !there.holdsSegmentsOf(first.index() - 1));
        OptionalInt begin = held ? OptionalInt.of(first.index()) : snapshotFrom(first.index());
        while (!stamped && begin.isPresent() && there.holdsSegmentsOf(begin.getAsInt() - 1)) {
            begin = snapshotFrom(begin.getAsInt() + 1);
        }
        return begin;
    }

    private boolean isStamped(SegmentName first) throws IOException {
        try {
            return links.stamp(first).isPresent();
        } catch (DamagedReplicaException e) {
            return true; // said when it is copied
        }
    }

    private void tellGap(SegmentName first, OptionalInt begin, int asked) {
        if (begin.isEmpty()
                && (there.holdsSnapshotOf(first) || snapshotFrom(first.index()).isPresent())) {
            tally.warn("Generation " + listing.generation() + " cannot be copied from " + first.key()
                    + " on: it has no stamps, and nothing else can prove that this goes on where the copy ends."
                    + " It stays as it is in the copy; copy to a path of its own.");
        } else if (begin.isEmpty()) {
            tally.warn("Generation " + listing.generation() + " has no snapshot for its segments from " + first.key()
                    + " on: not copied.");
        } else if (asked == 0 && there.segments().lower(first) != null) {
            tally.warn("Generation " + listing.generation() + " cannot be copied without a gap before index "
                    + begin.getAsInt()
                    + ": what is missing between was deleted before it was copied. Copy more often than"
                    + " the retention is long.");
        }
    }

    private Optional<Placed> place(Listed<SnapshotName> snapshot, OptionalInt begin) throws IOException {
        SnapshotName name = snapshot.name();
        if (begin.isPresent() && begin.getAsInt() == name.index()) {
            return Optional.of(new Placed(snapshot, name.index(), -1, 0));
        }
        try {
            // Where an unstamped one was taken is unknown: behind all of its index.
            long offset = stamps.read(name)
                    .map(stamp -> stamp.position().offsetBytes())
                    .orElse(Long.MAX_VALUE);
            return Optional.of(new Placed(snapshot, name.index(), offset, 0));
        } catch (DamagedReplicaException e) {
            tally.damaged(e);
            return Optional.empty();
        }
    }
}
