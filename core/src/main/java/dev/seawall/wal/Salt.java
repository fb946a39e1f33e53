package dev.seawall.wal;

/**
 * Holds the two salt values of a WAL header, repeated in each frame that belongs to it.
 *
 * <p>Equal salts are needed for a frame to be valid; they prove nothing from one restart of the WAL to the next.
 */
public record Salt(int salt1, int salt2) {
    @Override
    public String toString() {
        return String.format("%08x-%08x", salt1, salt2);
    }
}
