package dev.seawall.copy;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.LastMoment;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether somebody else writes to the replica that is to be brought up to date.
 *
 * <p>Two histories in one path would be taken for one: the latest state would be that of the generation that began last,
 * be it a copy that stands still. Generations that only the copy has are fine where they are older: retention took them
 * from the original. Times do not fall from a generation to its successor, so one that goes on after the original's newest
 * has begun is none of its past. Without stamps no time can be relied on, and there must be none that only the copy has.
 */
final class OtherHistory {
    private final StampReader stampsHere;
    private final StampReader stampsThere;
    private final PatientStorage to;

    OtherHistory(PatientStorage from, PatientStorage to) {
        this.stampsHere = new StampReader(from);
        this.stampsThere = new StampReader(to);
        this.to = to;
    }

    /** @throws CopyConflictException if there is another history */
    void requireNone(List<GenerationListing> here, ReplicaListing there) throws IOException {
        Optional<GenerationListing> newest = newest(here);
        if (newest.isEmpty()) {
            return; // nothing that could be taken for the latest state
        }
        Optional<Instant> began = began(newest.get());
        Set<GenerationId> ours = new HashSet<>();
        here.forEach(listing -> ours.add(listing.generation()));
        for (GenerationListing other : there.generations()) {
            if (!ours.contains(other.generation())) {
                requirePast(other, began);
            }
        }
    }

    private void requirePast(GenerationListing other, Optional<Instant> began) throws IOException {
        if (began.isEmpty() || !isStamped(other)) {
            throw new CopyConflictException(to + " holds generation " + other.generation()
                    + ", which is not among those to be copied, and without stamps nothing tells whether it is older:"
                    + " something else may be kept there; copy to a path of its own");
        }
        Optional<Instant> last = LastMoment.of(other, to);
        if (last.isPresent() && last.get().isAfter(began.get())) {
            throw new CopyConflictException(to + " holds generation " + other.generation() + ", which goes on to "
                    + last.get() + ", after the newest to be copied began at " + began.get()
                    + ": something else is kept there; copy to a path of its own");
        }
    }

    /** The newest generation that still can be restored. */
    private static Optional<GenerationListing> newest(List<GenerationListing> here) {
        return here.stream().filter(listing -> !listing.snapshots().isEmpty()).reduce((older, newer) -> newer);
    }

    /** Its first moment; empty without stamps. */
    private Optional<Instant> began(GenerationListing newest) throws IOException {
        return stampsHere
                .read(newest.snapshots().get(0).name())
                .map(SnapshotStamp::timeMillis)
                .map(Instant::ofEpochMilli);
    }

    private boolean isStamped(GenerationListing listing) throws IOException {
        return listing.segments().isEmpty()
                ? stampsThere.read(listing.snapshots().get(0).name()).isPresent()
                : stampsThere.read(listing.segments().get(0).name()).isPresent();
    }
}
