package dev.seawall.wal;

import org.jspecify.annotations.Nullable;

/**
 * Holds the two salt values of a WAL header, repeated in each frame that belongs to it.
 *
 * <p>Equal salts are needed for a frame to be valid; they prove nothing from one restart of the WAL to the next.
 */
public record Salt(int salt1, int salt2) {
    // By hand, both: what compares a record is linked at its first use in each process, which a short restore feels.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Salt salt && salt1 == salt.salt1 && salt2 == salt.salt2;
    }

    @Override
    public int hashCode() {
        return 31 * salt1 + salt2;
    }

    @Override
    public String toString() {
        return String.format("%08x-%08x", salt1, salt2);
    }
}
