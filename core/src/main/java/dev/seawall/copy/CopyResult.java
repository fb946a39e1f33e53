package dev.seawall.copy;

import dev.seawall.replica.DamagedReplicaException;
import java.util.List;

/**
 * Says what was copied.
 *
 * @param presentObjects how many were there already, and equal
 * @param warnings whole sentences for the user
 * @param damage what is broken or missing in the replica that was read; what can be restored of the rest was copied
 */
public record CopyResult(
        int generations,
        int copiedObjects,
        long copiedBytes,
        int presentObjects,
        List<String> warnings,
        List<DamagedReplicaException> damage) {
    public CopyResult {
        warnings = List.copyOf(warnings);
        damage = List.copyOf(damage);
    }
}
