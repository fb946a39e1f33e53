package dev.seawall.replica;

/**
 * Describes one commit frame in a segment.
 *
 * @param endOffsetBytes the offset just past the commit frame
 * @param timeMillis when it was seen, in milliseconds since 1970-01-01T00:00Z; never goes back within a replica
 * @param databasePages the size of the database after it, in pages; 1 to 2^32 - 1
 */
public record Commit(long endOffsetBytes, long timeMillis, long databasePages) {
    static final long MAX_PAGES = 0xffff_ffffL;

    public Commit {
        if (databasePages < 1 || databasePages > MAX_PAGES) {
            throw new IllegalArgumentException("database size " + databasePages + " is not 1 to 2^32 - 1 pages");
        }
    }
}
