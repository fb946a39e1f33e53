package dev.seawall;

import dev.seawall.FleetException.Kind;
import dev.seawall.MemberStatus.State;
import dev.seawall.Replication.Outcome;
import dev.seawall.replicate.Durability;
import dev.seawall.replicate.ReplicaStatus;
import dev.seawall.replicate.SyncScope;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates one member on a thread of its own, from {@link #start} to {@link #askToStop}, and again after that. What
 * fails is said once, and tried again, so that no other member has to care. Safe for several threads.
 */
final class RunningMember {
    private static final Logger log = LoggerFactory.getLogger(RunningMember.class);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(30);
    /** What fails again after it went well for so long is said again. */
    private static final Duration NEWS_AFTER = Duration.ofMinutes(1);
    /** What closing the database takes once shipping is over. */
    private static final Duration CLOSING = Duration.ofSeconds(11);
    /** Before that, the two workers of each replica are given two seconds to end with their step, one after the other. */
    private static final Duration CLOSING_A_REPLICA = Duration.ofSeconds(4);

    private final Member member;
    private final Claims claims;
    private final Runnable onChange;
    private boolean running;
    private boolean stopAsked;
    private boolean keptStopped;
    private boolean retired;
    private @Nullable Replication replication;
    private @Nullable Throwable failure;
    private @Nullable Outcome outcome;
    private String said = "";

    /** @param onChange called, with no lock held, when it failed or ended */
    RunningMember(Member member, Claims claims, Runnable onChange) {
        this.member = member;
        this.claims = claims;
        this.onChange = onChange;
    }

    Member member() {
        return member;
    }

    /** Starts, unless it runs already. */
    synchronized void start() throws FleetException {
        if (retired) {
            throw new FleetException(
                    Kind.NOT_NOW,
                    member.database() + " is being removed or replaced; look at its status, and try again after that");
        }
        if (running && stopAsked) {
            throw new FleetException(Kind.NOT_NOW, member.database() + " is still being stopped; try again");
        }
        keptStopped = false;
        if (running) {
            return;
        }
        Thread thread = new Thread(this::run, "replicate-" + member.database().getFileName());
        thread.setDaemon(true); // whoever ends the process has waited for it, as long as it may take
        // There may be no memory for a thread: only one that is there may count as running, as it alone can end that.
        // It reads nothing of what follows before it has our lock.
        thread.start();
        running = true;
        stopAsked = false;
        failure = null;
        outcome = null;
        said = "";
    }

    /** Asks it to ship the rest and end. Returns at once. */
    synchronized void askToStop() {
        stopAsked = true;
        if (replication != null) {
            replication.stop();
        }
        notifyAll();
    }

    /** As {@link #askToStop}, because somebody wants it stopped: what takes its place is not started either. */
    synchronized void keepStopped() {
        keptStopped = true;
        askToStop();
    }

    synchronized boolean isKeptStopped() {
        return keptStopped;
    }

    /** As {@link #askToStop}, for good: it is never started again. */
    synchronized void retire() {
        retired = true;
        askToStop();
    }

    synchronized boolean isRetired() {
        return retired;
    }

    /** Tells whether it is retired and has ended: it uses no file and no replica any more, nor ever will. */
    synchronized boolean isOver() {
        return retired && !running;
    }

    /** How long it may take to end after {@link #askToStop}. */
    Duration patience() {
        return member.settings()
                .shutdownTimeout()
                .plus(CLOSING)
                .plus(CLOSING_A_REPLICA.multipliedBy(member.replicas().size()));
    }

    /** Waits for its end; empty if it does not come in time. One that never ran has nothing that is not shipped. */
    synchronized Optional<Outcome> awaitEnd(long deadlineNanos) {
        try {
            for (long left = deadlineNanos - System.nanoTime(); running && left > 0; ) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = deadlineNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return running ? Optional.empty() : Optional.of(Objects.requireNonNullElse(outcome, Outcome.ALL_SHIPPED));
    }

    /** Waits until what is committed is durable; see {@link Replication#sync}. */
    Durability sync(SyncScope scope, Duration timeout) throws FleetException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Optional<Replication> there = awaitReplication(deadline);
        if (there.isEmpty()) {
            return Durability.nowhere(
                    member.replicas().stream()
                            .map(replica -> replica.url().toString())
                            .toList(),
                    "it is still being started");
        }
        return there.get().sync(scope, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }

    /** Has shipped at once what is committed; where it only starts, that is so anyway. */
    void syncSoon() throws FleetException {
        awaitReplication(System.nanoTime()).ifPresent(Replication::syncSoon);
    }

    /** Between being started and having a replication, it only opens storages. */
    private synchronized Optional<Replication> awaitReplication(long deadlineNanos) throws FleetException {
        try {
            for (long left = deadlineNanos - System.nanoTime(); isStarting() && left > 0; ) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = deadlineNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (replication == null && !isStarting()) {
            String why = failure().map(e -> "is not replicated: " + text(e)).orElse("is stopped: start it first");
            throw new FleetException(Kind.NOT_NOW, member.database() + " " + why);
        }
        return Optional.ofNullable(replication);
    }

    private boolean isStarting() {
        return running && replication == null && failure == null;
    }

    /** Tells whether its database was open, or is one to wait for, or cannot be had. */
    synchronized boolean hasLooked() {
        return !running || failure != null || (replication != null && replication.hasLooked());
    }

    /** What it failed with and has not recovered from. */
    synchronized Optional<Throwable> failure() {
        boolean recovered = replication != null && replication.wasOpened();
        return recovered || !running ? Optional.empty() : Optional.ofNullable(failure);
    }

    synchronized MemberStatus status() {
        List<ReplicaStatus> replicas = replication == null ? List.of() : replication.status();
        Optional<String> waiting = replication == null ? Optional.empty() : replication.waitingFor();
        State state = state(!replicas.isEmpty());
        Optional<String> reason = switch (state) {
            case REPLICATING, STOPPED -> Optional.empty();
            case WAITING, STOPPING -> waiting;
            case FAILED -> failure().map(RunningMember::text);
        };
        return new MemberStatus(member.database(), state, replicas, reason, Optional.ofNullable(outcome));
    }

    private State state(boolean open) {
        if (!running) {
            return State.STOPPED;
        }
        if (stopAsked) {
            return State.STOPPING;
        }
        if (open) {
            return State.REPLICATING;
        }
        return failure().isPresent() ? State.FAILED : State.WAITING;
    }

    private void run() {
        Outcome ended = Outcome.NOT_ALL_SHIPPED;
        try {
            ended = replicateUntilStopped();
        } finally {
            synchronized (this) {
                running = false;
                outcome = ended;
                notifyAll();
            }
            onChange.run();
        }
    }

    private Outcome replicateUntilStopped() {
        while (true) {
            long began = System.nanoTime();
            try {
                return replicate();
            } catch (Throwable e) {
                // Even an error of the machine, such as too little memory, must not end shipping in silence.
                failed(e, System.nanoTime() - began);
            }
            onChange.run();
            if (!pause()) {
                return Outcome.NOT_ALL_SHIPPED;
            }
        }
    }

    private Outcome replicate() throws IOException {
        List<Storage> storages = new ArrayList<>();
        try {
            for (Destination replica : member.replicas()) {
                storages.add(replica.open());
            }
            Replication starting = new Replication(member.database(), storages, member.settings(), claims);
            synchronized (this) {
                replication = starting;
                if (stopAsked) {
                    starting.stop();
                }
                notifyAll();
            }
            try {
                return starting.run();
            } finally {
                // Whatever it ended with, even an error of the machine: else the next try would clash with this one.
                claims.release(starting);
            }
        } finally {
            synchronized (this) {
                replication = null;
            }
            storages.forEach(Storage::close);
        }
    }

    /** @param wentWellNanos for how long it had gone well before */
    private synchronized void failed(Throwable e, long wentWellNanos) {
        failure = e;
        notifyAll();
        String why = text(e);
        if (why.equals(said) && wentWellNanos < NEWS_AFTER.toNanos()) {
            return;
        }
        said = why;
        log.error(
                "{} is not replicated: {}; as long as another database is, this one is tried again every {} s",
                member.database(),
                why,
                TRY_AGAIN_AFTER.toSeconds(),
                e instanceof IOException ? null : e);
    }

    /** False if it was asked to stop. */
    private synchronized boolean pause() {
        long deadline = System.nanoTime() + TRY_AGAIN_AFTER.toNanos();
        try {
            for (long left = TRY_AGAIN_AFTER.toNanos(); !stopAsked && left > 0; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            stopAsked = true;
        }
        return !stopAsked;
    }

    private static String text(Throwable e) {
        return Objects.requireNonNullElseGet(e.getMessage(), e::toString);
    }
}
