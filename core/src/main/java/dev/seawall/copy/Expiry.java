package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what retention took from what was lost.
 *
 * <p>Retention deletes what is below the oldest snapshot that it keeps, object by object: under way, or interrupted, it
 * leaves an index in part. No snapshot needs such an index.
 */
final class Expiry {
    private final GenerationListing listing;
    private final PatientStorage from;

    Expiry(GenerationListing listing, PatientStorage from) {
        this.listing = listing;
        this.from = from;
    }

    /** Tells whether what was found is a segment that is missing, and that retention deletes. */
    boolean explains(DamagedReplicaException found) throws IOException {
        Set<String> keys = new HashSet<>();
        listing.segments().stream().map(Listed::name).map(SegmentName::key).forEach(keys::add);
        if (keys.contains(found.key())) {
            return false; // it is there, and is not what it should be
        }
        Optional<ObjectName> missing = ObjectName.parse(found.key());
        // Listed again: retention may have begun between the two halves of the listing.
        return missing.isPresent()
                && missing.get() instanceof SegmentName segment
                && segment.index() < oldestSnapshot(GenerationListing.read(from, listing.generation()));
    }

    /** The first index that a snapshot needs; behind all where there is no snapshot. */
    static int oldestSnapshot(GenerationListing listing) {
        return listing.snapshots().isEmpty()
                ? Integer.MAX_VALUE
                : listing.snapshots().get(0).name().index();
    }
}
