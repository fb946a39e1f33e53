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
        Optional<String> inside = other.clashWithReplicas(footprint()).or(() -> clashWithReplicas(other.footprint()));
        if (inside.isPresent()) {
            return inside;
        }
        for (Destination mine : replicas) {
            for (Destination theirs : other.replicas) {
                if (RealPath.of(mine.url()).overlaps(RealPath.of(theirs.url()))) {
                    return Optional.of(overlap(mine.url(), theirs.url()) + ", of " + database + " and of "
                            + other.database + ": give each database a path of its own");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> clashWithReplicas(Footprint footprint) {
        return replicas.stream()
                .flatMap(replica -> footprint.clashWith(replica.url()).stream())
                .findFirst();
    }

    /** Says why its replicas cannot be used together, or with its database; empty if they can. Opens no file. */
    public Optional<String> clashWithin() {
        Optional<String> inside = clashWithReplicas(footprint());
        if (inside.isPresent()) {
            return inside;
        }
        for (int i = 0; i < replicas.size(); i++) {
            for (int j = 0; j < i; j++) {
                StorageUrl one = replicas.get(j).url();
                StorageUrl two = replicas.get(i).url();
                if (RealPath.of(one).overlaps(RealPath.of(two))) {
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

    private Footprint footprint() {
        return Footprint.of(database, settings.stateDirectory());
    }
}
