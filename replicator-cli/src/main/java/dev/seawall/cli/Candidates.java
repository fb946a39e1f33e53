package dev.seawall.cli;

import dev.seawall.cli.boot.Candidate;
import dev.seawall.cli.config.ReplicaConfiguration;
import java.util.List;

/** Opens and closes the replicas that a database may be restored from. */
final class Candidates {
    private Candidates() {}

    static List<Candidate> open(List<ReplicaConfiguration> replicas) {
        return replicas.stream()
                .map(replica -> new Candidate(replica.url(), replica.open()))
                .toList();
    }

    static void close(List<Candidate> candidates) {
        candidates.forEach(candidate -> candidate.storage().close());
    }
}
