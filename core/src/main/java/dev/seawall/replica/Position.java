package dev.seawall.replica;

import org.jspecify.annotations.Nullable;

/**
 * A place in a generation, just past a frame.
 *
 * @param index the number of the WAL cycle within the generation, from 0
 * @param offsetBytes the byte offset in that cycle's WAL file: 0, or 32 + k x (24 + page size)
 */
public record Position(GenerationId generation, int index, long offsetBytes) {
    public Position {
        if (index < 0 || offsetBytes < 0) {
            throw new IllegalArgumentException("index " + index + " or offset " + offsetBytes + " is negative");
        }
    }

    // By hand, both: see GenerationId.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position position
                && offsetBytes == position.offsetBytes
                && index == position.index
                && generation.equals(position.generation);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * generation.hashCode() + index) + Long.hashCode(offsetBytes);
    }

    @Override
    public String toString() {
        return String.format("%s/%08x/%08x", generation, index, offsetBytes);
    }
}
