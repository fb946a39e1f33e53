package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the stamps of a stamped generation, each by its place in the listing: one without is damage. */
final class GenerationStamps {
    /** A search comes back to what it just read; a busy segment's stamp may hold 15,000 commits. */
    private static final int KEPT = 8;

    private final GenerationListing listing;
    private final StampReader reader;
    private final Map<SegmentName, SegmentStamp> kept = new LinkedHashMap<>(16, 0.75f, true);

    GenerationStamps(GenerationListing listing, Storage storage) {
        this.listing = listing;
        this.reader = new StampReader(storage);
    }

    SegmentStamp segment(int place) throws IOException {
        SegmentName name = listing.segments().get(place).name();
        SegmentStamp stamp = kept.get(name);
        if (stamp == null) {
            stamp = reader.read(name).orElseThrow(() -> unstamped(name));
            kept.put(name, stamp);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return stamp;
    }

    SnapshotStamp snapshot(int place) throws IOException {
        SnapshotName name = listing.snapshots().get(place).name();
        return reader.read(name).orElseThrow(() -> unstamped(name));
    }

    static DamagedReplicaException unstamped(ObjectName name) {
        return new DamagedReplicaException(name.key(), "stamp", "one, as its generation has", "not there");
    }
}
