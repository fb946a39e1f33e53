package dev.seawall.replica;

import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names a snapshot by the index in which it was taken. Where in that index, only its stamp tells: restoring means
 * replaying the index from its beginning, on top of the snapshot.
 */
public record SnapshotName(GenerationId generation, int index) implements ObjectName, Comparable<SnapshotName> {
    private static final Comparator<SnapshotName> ORDER =
            Comparator.comparing(SnapshotName::generation).thenComparingInt(SnapshotName::index);

    public SnapshotName {
        if (index < 0) {
            throw new IllegalArgumentException("index " + index + " is negative");
        }
    }

    /** The folder of a generation's snapshots, ending with a slash. */
    public static String folder(GenerationId generation) {
        return ObjectName.folder(generation) + "snapshots/";
    }

    @Override
    public String key() {
        return folder(generation) + HexFormat.of().toHexDigits(index) + ".snapshot.lz4";
    }

    @Override
    public int compareTo(SnapshotName other) {
        return ORDER.compare(this, other);
    }

    // By hand, both: see GenerationId.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SnapshotName name && index == name.index && generation.equals(name.generation);
    }

    @Override
    public int hashCode() {
        return 31 * generation.hashCode() + index;
    }
}
