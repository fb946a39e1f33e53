package dev.seawall.restore;

import dev.seawall.replica.GenerationId;
import dev.seawall.storage.Storage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says what to restore, and where to.
 *
 * @param generation the one to restore from; empty leaves the choice to the target
 * @param output the database's path; nothing may be there yet
 * @param parallelism how many objects are fetched at a time, at most; fewer where there are not many; at least 1
 */
public record RestoreRequest(
        Storage storage,
        Target target,
        Optional<GenerationId> generation,
        Path output,
        Check check,
        int parallelism,
        Progress progress) {
    /** Enough for small objects from a storage with a latency of tens of milliseconds. */
    public static final int DEFAULT_PARALLELISM = 64;

    public RestoreRequest {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism + " is less than 1");
        }
    }

    /** Asks for the last commit, unchecked. */
    public static RestoreRequest latest(Storage storage, Path output) {
        return new RestoreRequest(
                storage, new Target.Latest(), Optional.empty(), output, Check.NONE, DEFAULT_PARALLELISM, Progress.NONE);
    }

    public RestoreRequest withTarget(Target other) {
        return new RestoreRequest(storage, other, generation, output, check, parallelism, progress);
    }

    public RestoreRequest withGeneration(GenerationId id) {
        return new RestoreRequest(storage, target, Optional.of(id), output, check, parallelism, progress);
    }

    public RestoreRequest withCheck(Check other) {
        return new RestoreRequest(storage, target, generation, output, other, parallelism, progress);
    }

    public RestoreRequest withParallelism(int objects) {
        return new RestoreRequest(storage, target, generation, output, check, objects, progress);
    }

    public RestoreRequest withProgress(Progress listener) {
        return new RestoreRequest(storage, target, generation, output, check, parallelism, listener);
    }
}
