package dev.seawall.restore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Says what was restored.
 *
 * @param point the commit that the database shows
 * @param databaseBytes the size of the database file
 * @param warnings those of the plan
 */
public record RestoreResult(
        Path output, RestorePoint point, long databaseBytes, Duration duration, List<String> warnings) {
    public RestoreResult {
        warnings = List.copyOf(warnings);
    }
}
