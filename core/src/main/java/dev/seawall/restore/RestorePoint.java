package dev.seawall.restore;

import dev.seawall.replica.Position;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A commit that can be restored.
 *
 * @param position just past its commit frame. In a list of an unstamped generation, where its segment begins: more is
 *     not known before the segment is read.
 * @param commit its number within the generation; empty in an unstamped generation
 * @param time when it was seen; in an unstamped generation, the storage's time for its segment
 */
public record RestorePoint(Position position, OptionalLong commit, Instant time) {}
