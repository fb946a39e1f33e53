package dev.seawall.restore;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.restore.Lineage.Generation;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fixes what is to be restored, before anything is: the generation, the exact commit, the snapshot, the segments.
 *
 * <p>Reads names and a few stamps; of an unstamped generation, also its last segments. A time for which the replica has
 * no answer gets an error that names the times for which it has; one that falls between two generations gets the last
 * point before it, and a warning that says from when to when nothing is known.
 */
public final class RestorePlanner {
    private final PatientStorage storage;

    public RestorePlanner(Storage storage) {
        this(new PatientStorage(storage));
    }

    RestorePlanner(PatientStorage storage) {
        this.storage = storage;
    }

    /**
     * Plans a restore.
     *
     * @param generation the one to restore from; empty leaves the choice to the target. A commit number means the latest
     *     generation.
     * @throws NothingToRestoreException if the replica does not hold what is asked for
     * @throws dev.seawall.replica.DamagedReplicaException if it should, but an object is missing or broken, or which
     *     generation is the newest is not known
     */
    public RestorePlan plan(Target target, Optional<GenerationId> generation) throws IOException {
        return generation.isPresent() ? planWithin(generation.get(), target) : planAmongAll(target);
    }

    private RestorePlan planWithin(GenerationId id, Target target) throws IOException {
        GenerationListing listing = GenerationListing.read(storage, id);
        if (listing.snapshots().isEmpty()) {
            String what = listing.segments().isEmpty() ? "no generation " : "no complete snapshot in generation ";
            throw new NothingToRestoreException(storage + " holds " + what + id);
        }
        History history = Lineage.look(listing, storage).history().orElseThrow();
        List<String> warnings = new ArrayList<>();
        if (target instanceof Target.AtTime asked) {
            warnIfAfter(history, asked.time(), warnings);
        }
        return withWarnings(plan(history, target), warnings);
    }

    private RestorePlan planAmongAll(Target target) throws IOException {
        List<Generation> all = Lineage.order(ReplicaListing.read(storage).generations(), storage);
        if (all.isEmpty()) {
            Emptiness.requireNoStrangers(storage);
            throw new NothingToRestoreException(storage + " holds no backup");
        }
        int chosen = choose(all, target);
        ObjectTimes.requireNewer(all.get(chosen), all, storage);
        History history = all.get(chosen).history().orElseThrow();
        List<String> warnings = new ArrayList<>();
        Optional<History> next = next(all, chosen, warnings);
        if (target instanceof Target.AtTime asked) {
            if (next.isPresent()) {
                warnIfBetween(history, next.get(), asked.time(), warnings);
            } else {
                warnIfAfter(history, asked.time(), warnings);
            }
        }
        return withWarnings(plan(history, target), warnings);
    }

    private int choose(List<Generation> all, Target target) throws IOException {
        Optional<Instant> latest = target instanceof Target.AtTime asked ? Optional.of(asked.time()) : Optional.empty();
        Optional<Instant> first = Optional.empty();
        Optional<Instant> last = Optional.empty();
        for (int i = all.size() - 1; i >= 0; i--) {
            Optional<History> history = all.get(i).history();
            if (history.isEmpty()) {
                continue;
            }
            first = Optional.of(history.get().first().time());
            if (latest.isEmpty() || !first.get().isAfter(latest.get())) {
                return i;
            }
            last = last.isPresent() ? last : Optional.of(history.get().last().time());
        }
        if (first.isEmpty()) {
            throw new NothingToRestoreException(storage + " holds no complete snapshot yet");
        }
        throw new NothingToRestoreException(storage + " holds nothing as old as " + latest.orElseThrow()
                + "; its restore points go from " + first.get() + " to " + last.orElseThrow());
    }

    /** The next generation that can be restored; those in between that cannot be are named. */
    private static Optional<History> next(List<Generation> all, int chosen, List<String> warnings) {
        for (Generation generation : all.subList(chosen + 1, all.size())) {
            if (generation.history().isPresent()) {
                return generation.history();
            }
            warnings.add("Generation " + generation.id() + ", begun at " + generation.began()
                    + ", is newer but has no complete snapshot: skipped.");
        }
        return Optional.empty();
    }

    private static void warnIfBetween(History chosen, History next, Instant asked, List<String> warnings)
            throws IOException {
        Instant last = chosen.last().time();
        if (asked.isAfter(last)) {
            warnings.add("Nothing is known from " + last + " to " + next.first().time() + ", and " + asked
                    + " falls into that gap: this is the last restore point before it.");
        }
    }

    private static void warnIfAfter(History chosen, Instant asked, List<String> warnings) throws IOException {
        Instant last = chosen.last().time();
        if (asked.isAfter(last)) {
            warnings.add(asked + " is after the last restore point, at " + last + ": this is the latest.");
        }
    }

    private static RestorePlan plan(History history, Target target) throws IOException {
        if (target instanceof Target.AtTime asked) {
            return history.at(asked.time());
        }
        return target instanceof Target.AtCommit asked ? history.atCommit(asked.commit()) : history.latest();
    }

    private static RestorePlan withWarnings(RestorePlan plan, List<String> more) {
        List<String> warnings = new ArrayList<>(more);
        warnings.addAll(plan.warnings());
        return new RestorePlan(plan.snapshot(), plan.snapshotStamp(), plan.segments(), plan.target(), warnings);
    }
}
