package dev.seawall.bench;

import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the segment of each commit in a replica of Seawall's: its stamps say it. */
final class CommitsByStamp {
    private CommitsByStamp() {}

    /** The oldest first. */
    static List<SegmentName> find(Storage replica) throws IOException {
        StampReader stamps = new StampReader(replica);
        Map<Long, SegmentName> byCommit = new TreeMap<>();
        for (Listed<SegmentName> listed : OneGeneration.of(replica).segments()) {
            SegmentStamp stamp =
                    stamps.read(listed.name()).orElseThrow(() -> new IOException(listed.name() + " has no stamp"));
            for (long commit = stamp.nextCommit(); commit < stamp.commitAfter(); commit++) {
                byCommit.put(commit, listed.name());
            }
        }
        return List.copyOf(byCommit.values());
    }
}
