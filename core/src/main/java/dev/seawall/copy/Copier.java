package dev.seawall.copy;

import dev.seawall.copy.Sameness.Pair;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.PatientStorage;
import dev.seawall.restore.Pause;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings a replica up to date with another one, the oldest generation first.
 *
 * <p>What is there is compared before anything is stored, and never replaced. Killed anywhere, the next run goes on. What
 * the other one's retention deletes meanwhile was not needed: it is listed again. What it has deleted stays here.
 */
public final class Copier {
    /** One more suffices, unless retention is about as short as the copy is long. */
    private static final int MAX_PLANS = 5;

    private final Pause pause;

    public Copier() {
        this(Pause::sleep);
    }

    Copier(Pause pause) {
        this.pause = pause;
    }

    /**
     * Copies.
     *
     * @throws NothingToRestoreException if there is nothing to copy
     * @throws CopyConflictException if the other replica holds something else; nothing was changed, unless it came there
     *     while this ran
     */
    public CopyResult copy(CopyRequest request) throws IOException {
        Tally tally = new Tally(request.progress());
        for (int plans = 1; ; plans++) {
            try {
                return tryCopying(request, tally);
            } catch (StorageException e) {
                if (e.kind() != Kind.NOT_FOUND || plans == MAX_PLANS) {
                    throw e;
                }
            }
        }
    }

    private CopyResult tryCopying(CopyRequest request, Tally tally) throws IOException {
        PatientStorage from = new PatientStorage(request.from(), pause);
        PatientStorage to = new PatientStorage(request.to(), pause);
        List<GenerationListing> all = inOrder(request.from(), from);
        List<GenerationListing> wanted = wanted(request, all);
        ReplicaListing there = ReplicaListing.read(to);
        new OtherHistory(from, to).requireNone(all, there);
        Sameness sameness = new Sameness(from, to, request.comparison());
        List<Pair> present = present(wanted, there);
        sameness.require(present, request.parallelism());
        long presentBytes =
                present.stream().mapToLong(pair -> pair.here().sizeBytes()).sum();
        tally.planned(present.size(), bytes(wanted) - presentBytes);
        Transfer transfer = new Transfer(from, request.to(), sameness, pause);
        for (GenerationListing listing : wanted) {
            Holdings holdings = new Holdings(of(there, listing.generation()));
            new GenerationCopy(listing, holdings, from, to, transfer, tally, request.parallelism()).run();
        }
        return tally.result(wanted.size());
    }

    private static List<GenerationListing> inOrder(Storage storage, PatientStorage from) throws IOException {
        // One after the other: a generation that begins in between is left to the next run.
        List<GenerationId> order = Timeline.open(storage).generations();
        ReplicaListing listed = ReplicaListing.read(from);
        return order.stream().map(listed::generation).flatMap(Optional::stream).toList();
    }

    private static List<GenerationListing> wanted(CopyRequest request, List<GenerationListing> all)
            throws NothingToRestoreException {
        List<GenerationListing> wanted = all.stream()
                .filter(listing ->
                        request.generation().map(listing.generation()::equals).orElse(true))
                .toList();
        if (wanted.isEmpty()) {
            String what = request.generation().map(id -> "no generation " + id).orElse("no backup");
            throw new NothingToRestoreException(request.from() + " holds " + what);
        }
        return wanted;
    }

    private static List<Pair> present(List<GenerationListing> wanted, ReplicaListing there) {
        List<Pair> pairs = new ArrayList<>();
        for (GenerationListing listing : wanted) {
            Map<ObjectName, Listed<? extends ObjectName>> held = new HashMap<>();
            objects(of(there, listing.generation())).forEach(object -> held.put(object.name(), object));
            objects(listing)
                    .forEach(object -> Optional.ofNullable(held.get(object.name()))
                            .ifPresent(other -> pairs.add(new Pair(object, other))));
        }
        return pairs;
    }

    private static GenerationListing of(ReplicaListing replica, GenerationId id) {
        return replica.generation(id).orElse(new GenerationListing(id, List.of(), List.of()));
    }

    private static long bytes(List<GenerationListing> wanted) {
        return wanted.stream()
                .flatMap(Copier::objects)
                .mapToLong(Listed::sizeBytes)
                .sum();
    }

    private static Stream<Listed<? extends ObjectName>> objects(GenerationListing listing) {
        return Stream.concat(listing.snapshots().stream(), listing.segments().stream());
    }
}
