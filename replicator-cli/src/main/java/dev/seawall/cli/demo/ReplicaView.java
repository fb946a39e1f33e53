package dev.seawall.cli.demo;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the replica from outside, while it is written and afterwards. */
final class ReplicaView {
    private final Storage storage;
    private final StampReader stamps;

    ReplicaView(Storage storage) {
        this.storage = storage;
        this.stamps = new StampReader(storage);
    }

    /** When the newest commit in the replica was seen by the replicator; empty if there is none yet. */
    Optional<Long> newestCommitMillis() throws IOException {
        List<Listed<SegmentName>> segments = segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            List<Commit> commits = commits(segments.get(i));
            if (!commits.isEmpty()) {
                return Optional.of(commits.get(commits.size() - 1).timeMillis());
            }
        }
        return Optional.empty();
    }

    /** For each commit in the replica, in order, when the object that holds it was complete. */
    List<Long> storedMillis() throws IOException {
        List<Long> stored = new ArrayList<>();
        for (Listed<SegmentName> segment : segments()) {
            for (int i = commits(segment).size(); i > 0; i--) {
                stored.add(segment.modified().toEpochMilli());
            }
        }
        return stored;
    }

    /** The demo's replica has one generation: nothing ever breaks it. */
    private List<Listed<SegmentName>> segments() throws IOException {
        return ReplicaListing.read(storage).generations().stream()
                .findFirst()
                .map(GenerationListing::segments)
                .orElse(List.of());
    }

    private List<Commit> commits(Listed<SegmentName> segment) throws IOException {
        return stamps.read(segment.name()).map(SegmentStamp::commits).orElse(List.of());
    }
}
