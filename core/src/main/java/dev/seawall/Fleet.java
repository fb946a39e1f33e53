package dev.seawall;

import dev.seawall.FleetException.Kind;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.SyncScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Replicates several databases in one process, each on its own: what one of them, or its storage, does concerns no other.
 *
 * <p>Members come and go while others run. All methods are for any thread. Those that stop a member come back once the
 * rest is shipped, or its shutdown timeout is over; {@link #status} and {@link #stopAll} never wait for them.
 *
 * <p>As for {@link Replication}, the applications that write to the databases must be other processes. So must any other
 * fleet: only one knows which files it has open already.
 */
public final class Fleet {
    private final Map<Path, RunningMember> members = new LinkedHashMap<>();
    private final Claims claims = new Claims();
    private final ReentrantLock applying = new ReentrantLock();
    /** Held while one joins, by whom alone members can be added: looking at their files may hang, so it has its own. */
    private final ReentrantLock joining = new ReentrantLock();

    private boolean ending;

    /**
     * Adds a member and starts it.
     *
     * @throws FleetException if it clashes with another one, or the fleet is ending; no file was opened
     */
    public void add(Member member) throws FleetException {
        joining.lock();
        try {
            requireGoingOn();
            Lineup.require(member, stillThere());
            enter(member);
        } finally {
            joining.unlock();
        }
    }

    private synchronized void enter(Member member) throws FleetException {
        requireGoingOn();
        RunningMember entered = new RunningMember(member, claims, this::wake);
        entered.start();
        members.put(member.database(), entered);
    }

    /** Without those that only wait to be forgotten: what they used is free. */
    private List<Member> stillThere() {
        return all().stream()
                .filter(member -> !member.isOver())
                .map(RunningMember::member)
                .toList();
    }

    /**
     * Stops a member and forgets it. What is not shipped then stays in the database.
     *
     * @throws FleetException also if it does not end in time; it cannot be started again then, only removed or replaced
     */
    public Outcome remove(Path database) throws FleetException {
        RunningMember leaving = find(database);
        leaving.retire();
        Outcome outcome = awaitEnd(leaving);
        forget(leaving);
        return outcome;
    }

    /** Forgets a member that was retired and has ended: one that ran on would do so unseen. */
    synchronized void forget(RunningMember leaving) throws FleetException {
        Path database = leaving.member().database();
        if (!leaving.isOver()) {
            throw new FleetException(Kind.NOT_NOW, database + " has not ended yet; try again");
        }
        requireThere(leaving);
        members.remove(database);
    }

    private void requireThere(RunningMember found) throws FleetException {
        Path database = found.member().database();
        if (!found.equals(members.get(database))) {
            throw new FleetException(
                    Kind.NOT_NOW, database + " was removed or replaced by another request meanwhile; try again");
        }
    }

    /** Starts a member that was stopped; does nothing if it runs. */
    public void start(Path database) throws FleetException {
        start(find(database));
    }

    private synchronized void start(RunningMember found) throws FleetException {
        requireGoingOn();
        requireThere(found);
        found.start();
    }

    /**
     * Stops a member, which stays in the fleet: {@link #start} goes on with it.
     *
     * @throws FleetException also if it does not end in time, such as when a request to its storage hangs
     */
    public Outcome stop(Path database) throws FleetException {
        RunningMember found = find(database);
        keepStopped(found);
        return awaitEnd(found);
    }

    /** Under the lock that a replacement takes, so that either it sees this, or this is refused. */
    private synchronized void keepStopped(RunningMember found) throws FleetException {
        requireThere(found);
        found.keepStopped();
    }

    private static Outcome awaitEnd(RunningMember member) throws FleetException {
        return member.awaitEnd(in(member.patience()))
                .orElseThrow(() -> new FleetException(
                        Kind.NOT_NOW,
                        member.member().database() + " does not end: a request to its storage hangs; it ends once that"
                                + " does, ask again then"));
    }

    /**
     * Waits until everything that was committed to a database before the call is durable; see {@link Replication#sync}.
     *
     * @throws FleetException if it is not being replicated
     */
    public Durability sync(Path database, SyncScope scope, Duration timeout) throws FleetException {
        return find(database).sync(scope, timeout);
    }

    /** Has shipped what is committed to a database now, and comes back at once. */
    public void syncSoon(Path database) throws FleetException {
        find(database).syncSoon();
    }

    /** How each member stands, in the order in which they were added. */
    public List<MemberStatus> status() {
        return all().stream().map(RunningMember::status).toList();
    }

    /**
     * Makes the members those that are wanted. One that is in both keeps running, or keeps being stopped, untouched: only
     * what differs is stopped, or stopped and started.
     *
     * @throws FleetException if two of those wanted clash; nothing was changed
     */
    public Changes apply(List<Member> wanted) throws FleetException {
        Lineup.require(wanted);
        if (!applying.tryLock()) {
            throw new FleetException(Kind.NOT_NOW, "another change of the members is under way; try again after it");
        }
        try {
            return Changes.make(this, wanted);
        } finally {
            applying.unlock();
        }
    }

    /**
     * Tells whether each member has had its database open, or has found that it must wait for it or cannot have it. From
     * then on an application that is started does not come before us. False once it is ending, and if every member has
     * failed, which ends it: nothing would be replicated.
     */
    public synchronized boolean hasLooked() {
        // The failures are asked for last: who has looked because it failed has not forgotten that meanwhile.
        return !ending
                && members.values().stream().allMatch(RunningMember::hasLooked)
                && failureOfAll().isEmpty();
    }

    /** Asks every member to stop. Returns at once; more calls change nothing. */
    public synchronized void stopAll() {
        ending = true;
        members.values().forEach(RunningMember::askToStop);
        notifyAll();
    }

    /**
     * Waits for {@link #stopAll}, and then for all members to end, at the same time, within the longest of their shutdown
     * timeouts.
     *
     * @return how each of them ended
     * @throws IOException if every member has failed, so that nothing is replicated and nobody waits for anything
     */
    public Map<Path, Outcome> awaitEnd() throws IOException {
        Optional<Throwable> failure = awaitEnding();
        stopAll();
        Map<Path, Outcome> outcomes = new LinkedHashMap<>();
        List<RunningMember> leaving = all();
        Duration patience = leaving.stream()
                .map(RunningMember::patience)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        long deadline = in(patience);
        for (RunningMember member : leaving) {
            outcomes.put(member.member().database(), member.awaitEnd(deadline).orElse(Outcome.NOT_ALL_SHIPPED));
        }
        if (failure.isPresent()) {
            throw asThrown(failure.get());
        }
        return outcomes;
    }

    /** Waits until asked to end; returns a failure if that is all there is. */
    private synchronized Optional<Throwable> awaitEnding() {
        try {
            while (!ending) {
                Optional<Throwable> failure = failureOfAll();
                if (failure.isPresent()) {
                    return failure;
                }
                wait();
            }
        } catch (InterruptedException e) {
            ending = true;
        }
        return Optional.empty();
    }

    private Optional<Throwable> failureOfAll() {
        List<Throwable> failures = new ArrayList<>();
        members.values().forEach(member -> member.failure().ifPresent(failures::add));
        return failures.isEmpty() || failures.size() < members.size() ? Optional.empty() : Optional.of(failures.get(0));
    }

    private static IOException asThrown(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (IOException) failure;
    }

    private synchronized void wake() {
        notifyAll();
    }

    synchronized List<RunningMember> all() {
        return List.copyOf(members.values());
    }

    /**
     * Puts a member in the place of one that was retired and has ended; it runs unless that one is kept stopped.
     *
     * @throws FleetException if it clashes with one that is still there, such as one that does not end
     */
    void replace(RunningMember old, Member by) throws FleetException {
        joining.lock();
        try {
            Lineup.require(by, stillThere());
            exchange(old, by);
        } finally {
            joining.unlock();
        }
    }

    private synchronized void exchange(RunningMember old, Member by) throws FleetException {
        requireGoingOn();
        RunningMember next = new RunningMember(by, claims, this::wake);
        if (old.isKeptStopped()) {
            next.keepStopped();
        }
        forget(old);
        members.put(by.database(), next);
        if (!next.isKeptStopped()) {
            next.start();
        }
    }

    private synchronized void requireGoingOn() throws FleetException {
        if (ending) {
            throw new FleetException(Kind.NOT_NOW, "everything is being stopped: nothing can be started any more");
        }
    }

    /** Looks at files, which may hang, with no lock held. */
    private RunningMember find(Path database) throws FleetException {
        List<RunningMember> there = all();
        Path named = database.toAbsolutePath().normalize();
        for (RunningMember member : there) {
            if (member.member().database().equals(named)) {
                return member;
            }
        }
        for (RunningMember member : there) {
            if (isSameFile(member.member().database(), database)) {
                return member;
            }
        }
        throw new FleetException(
                Kind.UNKNOWN, database + " is not among the databases replicated here; 'seawall status' shows those");
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }
}
