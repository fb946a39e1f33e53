package dev.seawall.storage;

import java.time.Instant;

/**
 * Describes an object as a listing shows it.
 *
 * @param modified the storage's own time for it: S3 rounds to the second, and any copy sets it anew
 */
public record StoredObject(String key, long sizeBytes, Instant modified) {}
