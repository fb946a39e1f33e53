package dev.seawall;

import dev.seawall.Replication.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what {@link Fleet#apply} changed.
 *
 * @param restarted those whose settings or replicas differ; one that was stopped stays so
 * @param problems what did not come off, for a person: which database, what, and what to do
 */
public record Changes(
        List<Path> added, List<Path> removed, List<Path> restarted, List<Path> unchanged, List<String> problems) {

    static Changes make(Fleet fleet, List<Member> wanted) {
        Changes changes = new Changes(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<Path, Member> joining = new LinkedHashMap<>();
        wanted.forEach(member -> joining.put(member.database(), member));
        List<RunningMember> leaving = new ArrayList<>();
        for (RunningMember running : fleet.all()) {
            Path database = running.member().database();
            // One that was to leave already, and did not end in time, can only be replaced.
            if (!running.isRetired() && running.member().equals(joining.get(database))) {
                joining.remove(database);
                changes.unchanged.add(database);
            } else {
                leaving.add(running);
            }
        }
        changes.leave(fleet, leaving, joining);
        changes.join(fleet, joining);
        return changes;
    }

    /** All are asked before any is waited for, so that it takes no longer than the slowest of them. */
    private void leave(Fleet fleet, List<RunningMember> leaving, Map<Path, Member> joining) {
        long asked = System.nanoTime();
        leaving.forEach(RunningMember::retire);
        // And all are waited for before any is replaced: what replaces it may use what another one leaves.
        List<RunningMember> ended = leaving.stream()
                .filter(member -> hasEnded(member, asked + member.patience().toNanos()))
                .toList();
        for (RunningMember member : leaving) {
            Path database = member.member().database();
            Member next = joining.remove(database);
            if (ended.contains(member)) {
                giveWay(fleet, member, next);
            }
        }
    }

    private boolean hasEnded(RunningMember member, long deadlineNanos) {
        Path database = member.member().database();
        Optional<Outcome> outcome = member.awaitEnd(deadlineNanos);
        if (outcome.isEmpty()) {
            problems.add(database + " does not end: a request to its storage hangs; once it is over, do this again");
        } else if (outcome.get() == Outcome.NOT_ALL_SHIPPED) {
            problems.add(database + " was stopped with commits that are not shipped; they are still in the database");
        }
        return outcome.isPresent();
    }

    private void giveWay(Fleet fleet, RunningMember member, @Nullable Member next) {
        Path database = member.member().database();
        try {
            if (next == null) {
                fleet.forget(member);
                removed.add(database);
            } else {
                fleet.replace(member, next);
                restarted.add(database);
            }
        } catch (FleetException e) {
            problems.add(database + " is stopped, and was not changed: " + e.getMessage());
        }
    }

    private void join(Fleet fleet, Map<Path, Member> joining) {
        for (Member member : joining.values()) {
            try {
                fleet.add(member);
                added.add(member.database());
            } catch (FleetException e) {
                problems.add(e.getMessage());
            }
        }
    }
}
