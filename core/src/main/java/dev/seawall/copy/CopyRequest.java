package dev.seawall.copy;

import dev.seawall.replica.GenerationId;
import dev.seawall.restore.Progress;
import dev.seawall.storage.Storage;
import java.util.Optional;

/**
 * Says what to copy, and where to.
 *
 * @param to a replica that only copies from {@code from} are kept in, or nothing yet
 * @param generation the one to copy; empty for all
 * @param comparison how what is there already is compared
 * @param parallelism how many objects are compared, or fetched ahead, at a time; at least 1
 */
public record CopyRequest(
        Storage from,
        Storage to,
        Optional<GenerationId> generation,
        Comparison comparison,
        int parallelism,
        Progress progress) {
    /** Lists how closely an object that both replicas hold is looked at. */
    public enum Comparison {
        /** Its size, its first 16 KiB and its last bytes: its stamp, and the checksum of its content. */
        QUICK,
        /** Every byte. */
        FULL
    }

    public CopyRequest {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism + " is less than 1");
        }
    }
}
