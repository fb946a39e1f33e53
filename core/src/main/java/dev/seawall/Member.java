package dev.seawall;

import dev.seawall.Replication.Settings;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Says what a {@link Fleet} is to replicate: one database, to where, and how. Two that are equal mean the same, so that
 * one of them may go on running in the other's place.
 *
 * @param database may not exist yet
 * @param replicas one or more; one that is named twice counts once
 */
public record Member(Path database, List<Destination> replicas, Settings settings) {
    public Member {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("no replica given for " + database);
        }
        database = database.toAbsolutePath().normalize();
        replicas = List.copyOf(new LinkedHashSet<>(replicas));
    }

    /** Says why both cannot be replicated in one process; empty if they can. Opens no file. */
    Optional<String> clashWith(Member other) {
        Optional<String> files = footprint().clashWith(other.footprint());
        if (files.isPresent()) {
            return files;
        }
        for (Destination mine : replicas) {
            for (Destination theirs : other.replicas) {
                if (real(mine.url()).overlaps(real(theirs.url()))) {
                    return Optional.of(overlap(mine.url(), theirs.url()) + ", of " + database + " and of "
                            + other.database + ": give each database a path of its own");
                }
            }
        }
        return Optional.empty();
    }

    /** Says why its replicas cannot be used together; empty if they can. */
    Optional<String> clashWithin() {
        for (int i = 0; i < replicas.size(); i++) {
            for (int j = 0; j < i; j++) {
                StorageUrl one = replicas.get(j).url();
                StorageUrl two = replicas.get(i).url();
                if (real(one).overlaps(real(two))) {
                    return Optional.of(overlap(one, two) + ", both of " + database + ": name two places, or one");
                }
            }
        }
        return Optional.empty();
    }

    private static String overlap(StorageUrl one, StorageUrl two) {
        return one.equals(two)
                ? "two replicas at " + one
                : "the replicas at " + one + " and at " + two + " lie in each other";
    }

    /** Two names of one folder are one place. */
    private static StorageUrl real(StorageUrl url) {
        if (url instanceof StorageUrl.File file) {
            Path root = Footprint.real(file.root());
            return root.getNameCount() == 0 ? url : new StorageUrl.File(root);
        }
        return url;
    }

    private Footprint footprint() {
        return Footprint.of(database, settings.stateDirectory());
    }
}
