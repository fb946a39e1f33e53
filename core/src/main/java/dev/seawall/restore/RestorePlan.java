package dev.seawall.restore;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import java.util.List;
import java.util.Optional;

/**
 * Says what a restore will do: from which snapshot, with which segments, up to which commit.
 *
 * @param snapshotStamp empty if the generation is an unstamped one
 * @param segments from the beginning of the snapshot's index to the one that holds the target; empty if the snapshot
 *     itself is the target
 * @param warnings whole sentences for the user
 */
public record RestorePlan(
        Listed<SnapshotName> snapshot,
        Optional<SnapshotStamp> snapshotStamp,
        List<Listed<SegmentName>> segments,
        RestorePoint target,
        List<String> warnings) {
    public RestorePlan {
        segments = List.copyOf(segments);
        warnings = List.copyOf(warnings);
    }

    public GenerationId generation() {
        return snapshot.name().generation();
    }

    /** The stored size of all segments. */
    public long segmentBytes() {
        return segments.stream().mapToLong(Listed::sizeBytes).sum();
    }

    /** The stored size of all that will be read. */
    public long totalBytes() {
        return snapshot.sizeBytes() + segmentBytes();
    }
}
