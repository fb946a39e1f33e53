package dev.seawall.replica;

import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.List;

/**
 * Holds the names of all objects of one generation: segments and snapshots, each in order and without repeats.
 *
 * @param segments by index, then offset
 * @param snapshots by index
 */
public record GenerationListing(
        GenerationId generation, List<Listed<SegmentName>> segments, List<Listed<SnapshotName>> snapshots) {
    /** Lists one generation and looks at no other; one that does not exist is empty. */
    public static GenerationListing read(Storage storage, GenerationId generation) throws IOException {
        ReplicaListing replica = ReplicaListing.read(storage, ObjectName.folder(generation), "");
        return replica.generation(generation).orElse(new GenerationListing(generation, List.of(), List.of()));
    }

    /**
     * Lists the segments of one generation that begin behind a segment, which need not exist.
     *
     * @return in order
     */
    public static List<Listed<SegmentName>> segmentsAfter(Storage storage, SegmentName segment) throws IOException {
        String folder = SegmentName.folder(segment.generation());
        return ReplicaListing.read(storage, folder, segment.key())
                .generation(segment.generation())
                .map(GenerationListing::segments)
                .orElse(List.of());
    }

    /** Lists the snapshots of one generation, in order. */
    public static List<Listed<SnapshotName>> snapshots(Storage storage, GenerationId generation) throws IOException {
        return ReplicaListing.read(storage, SnapshotName.folder(generation), "")
                .generation(generation)
                .map(GenerationListing::snapshots)
                .orElse(List.of());
    }
}
