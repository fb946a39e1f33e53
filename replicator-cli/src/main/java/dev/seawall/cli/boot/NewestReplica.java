package dev.seawall.cli.boot;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.restore.CheckFailedException;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestorePlan;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.RestoreResult;
import dev.seawall.restore.Restorer;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores from the one of several replicas that reaches furthest, and from the next where that one proves unusable.
 *
 * <p>Each one that is passed over is named in a warning, with the reason: what only it holds is not in what is restored.
 */
public final class NewestReplica {
    private static final Logger log = LoggerFactory.getLogger(NewestReplica.class);

    private final Restorer restorer = new Restorer();
    private final List<Candidate> candidates;

    private record Planned(Candidate candidate, Instant reaches) {}

    /** @param candidates at least one; the first wins where two reach equally far */
    public NewestReplica(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no replica given");
        }
        this.candidates = List.copyOf(candidates);
    }

    /**
     * Restores.
     *
     * @param request says what is wanted of a storage, and where it goes
     * @return empty if every replica answered, and none holds anything
     * @throws IOException the gravest failure, if no replica could be used: that one has nothing is not known of all
     */
    public Optional<RestoreResult> restore(Function<Storage, RestoreRequest> request) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (Planned next : plan(request, failures)) {
            try {
                if (!failures.isEmpty()) {
                    log.warn("restoring from {}", next.candidate().url());
                }
                return Optional.of(
                        restorer.restore(request.apply(next.candidate().storage())));
            } catch (StorageException | DamagedReplicaException | CheckFailedException | NothingToRestoreException e) {
                passOver(next.candidate(), e, failures);
            }
        }
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        throw gravest(failures);
    }

    /**
     * Finds the replica that a restore would begin with.
     *
     * @return empty if every replica answered, and none holds anything
     * @throws IOException as for {@link #restore}
     */
    public Optional<Candidate> find(Function<Storage, RestoreRequest> request) throws IOException {
        List<IOException> failures = new ArrayList<>();
        List<Planned> planned = plan(request, failures);
        if (planned.isEmpty() && !failures.isEmpty()) {
            throw gravest(failures);
        }
        return planned.stream().map(Planned::candidate).findFirst();
    }

    /** Where one did not answer, nobody knows that there is nothing to restore. */
    private static IOException gravest(List<IOException> failures) {
        IOException gravest = failures.stream()
                .filter(failure -> !(failure instanceof NothingToRestoreException))
                .findFirst()
                .orElse(failures.get(0));
        failures.stream().filter(failure -> failure != gravest).forEach(gravest::addSuppressed);
        return gravest;
    }

    private List<Planned> plan(Function<Storage, RestoreRequest> request, List<IOException> failures)
            throws IOException {
        List<Planned> planned = new ArrayList<>();
        for (Candidate candidate : candidates) {
            try {
                if (!candidate.isEmpty()) {
                    RestorePlan plan = restorer.plan(request.apply(candidate.storage()));
                    planned.add(new Planned(candidate, plan.target().time()));
                }
            } catch (StorageException | DamagedReplicaException | NothingToRestoreException e) {
                passOver(candidate, e, failures);
            }
        }
        planned.sort(Comparator.comparing(Planned::reaches).reversed());
        return planned;
    }

    /** With a single replica the error itself says it all. */
    private void passOver(Candidate candidate, IOException why, List<IOException> failures) {
        failures.add(why);
        if (candidates.size() > 1) {
            log.warn("not restoring from {}: {}", candidate.url(), why.getMessage());
        }
    }
}
