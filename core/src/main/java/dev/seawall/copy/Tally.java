package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Counts what a copy did, over all of its plans. */
final class Tally {
    private final Progress progress;
    private final Set<String> warnings = new LinkedHashSet<>();
    /** By message: a new plan may meet the same again. */
    private final Map<String, DamagedReplicaException> damage = new LinkedHashMap<>();

    private OptionalInt presentObjects = OptionalInt.empty();
    private int copiedObjects;
    private long copiedBytes;
    private long totalBytes;

    Tally(Progress progress) {
        this.progress = progress;
    }

    /**
     * @param present how many objects need not be copied; what was copied before a new plan is not counted again
     * @param bytes how many bytes are still to be copied
     */
    void planned(int present, long bytes) {
        presentObjects = presentObjects.isPresent() ? presentObjects : OptionalInt.of(present);
        totalBytes = copiedBytes + bytes;
        progress.advanced(copiedBytes, totalBytes);
    }

    void copied(long bytes) {
        copiedObjects++;
        copiedBytes += bytes;
        progress.advanced(Math.min(copiedBytes, totalBytes), totalBytes);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    void damaged(DamagedReplicaException found) {
        damage.putIfAbsent(String.valueOf(found.getMessage()), found);
    }

    CopyResult result(int generations) {
        List<DamagedReplicaException> found = new ArrayList<>(damage.values());
        return new CopyResult(
                generations, copiedObjects, copiedBytes, presentObjects.orElse(0), List.copyOf(warnings), found);
    }
}
