package dev.seawall.replica;

import java.time.Instant;

/**
 * Describes an object of a replica as a listing shows it.
 *
 * @param modified the storage's own time for it; says nothing about objects with a stamp
 */
public record Listed<N extends ObjectName>(N name, long sizeBytes, Instant modified) {}
