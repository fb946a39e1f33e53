package dev.seawall.cli;

import dev.seawall.Changes;
import dev.seawall.Destination;
import dev.seawall.Fleet;
import dev.seawall.Member;
import dev.seawall.MemberStatus;
import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.control.ControlApi;
import dev.seawall.cli.control.ControlHost;
import dev.seawall.cli.control.ControlServer;
import dev.seawall.cli.exec.Command;
import dev.seawall.cli.exec.Replicating;
import dev.seawall.cli.exec.Supervision;
import dev.seawall.cli.value.DurationConverter;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates one or several databases until a signal stops it, and answers at a control address meanwhile, if there is one.
 */
final class FleetRun implements ControlHost {
    private static final Logger log = LoggerFactory.getLogger(FleetRun.class);

    /** Says what is to be replicated. */
    interface Source {
        /**
         * Also restores what is missing, if that is asked for.
         *
         * @throws Exception if that cannot be told: then nothing is started
         */
        List<Member> read() throws Exception;

        /**
         * The same, while it runs. Never called twice at the same time.
         *
         * @param running the databases that are there already: none of them is restored
         * @throws Exception if that cannot be told: then nothing is changed
         */
        List<Member> readAgain(Set<Path> running) throws Exception;

        /** Never waits for reading. The settings of a database that is added while it runs. They must name no state folder. */
        Settings usual();

        /** Tells whether reading again may give something else. */
        boolean isChangeable();
    }

    private final Fleet fleet = new Fleet();
    private final Source source;
    private final ReentrantLock reloading = new ReentrantLock();

    private FleetRun(Source source) {
        this.source = source;
    }

    /**
     * Runs until a signal stops it, or, beside an application, until that ends.
     *
     * @param beside the application to start once each database was looked at
     * @return that everything was shipped, or what the application ended with
     * @throws NotShippedException if not everything was, and the application itself ended with 0
     */
    static Exit run(Source source, Optional<ControlAddress> control, Optional<Command> beside) throws Exception {
        FleetRun run = new FleetRun(source);
        Optional<Hangup> hangup =
                source.isChangeable() ? Optional.of(Hangup.caught(run::reloadOnSignal)) : Optional.empty();
        if (control.isEmpty()) {
            List<Member> members = run.start();
            hangup.ifPresent(Hangup::ready);
            return run.untilStopped(members, beside);
        }
        // What is wrong with the address shows before anything is restored or starts; nothing is answered before
        // everything has.
        try (ControlServer server = ControlServer.bind(control.get())) {
            List<Member> members = run.start();
            server.serve(new ControlApi(run.fleet, run, InstantSource.system()));
            hangup.ifPresent(Hangup::ready);
            return run.untilStopped(members, beside);
        }
    }

    private List<Member> start() throws Exception {
        List<Member> members = source.read();
        fleet.apply(members);
        return members;
    }

    private Exit untilStopped(List<Member> members, Optional<Command> beside) throws IOException {
        if (beside.isPresent()) {
            return runBeside(beside.get(), members);
        }
        if (source.isChangeable()) {
            StopSignals.handleAllButHangup(fleet::stopAll, ExitCode.NOT_SHIPPED);
        } else {
            StopSignals.handle(fleet::stopAll, ExitCode.NOT_SHIPPED);
        }
        String behind = awaitEnd();
        if (!behind.isEmpty()) {
            throw new NotShippedException(behind);
        }
        return ExitCode.DONE;
    }

    private Exit runBeside(Command command, List<Member> members) throws IOException {
        Duration patience = members.stream()
                .map(member -> member.settings().shutdownTimeout())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Supervision.Hangup hangup =
                source.isChangeable() ? Supervision.Hangup.LEFT_ALONE : Supervision.Hangup.PASSED_ON;
        AllDatabases databases = new AllDatabases();
        return BesideApplication.run(
                command, patience, hangup, databases, () -> new NotShippedException(databases.behind));
    }

    /** Is the fleet, as an application that runs beside it sees it. */
    private final class AllDatabases implements Replicating {
        private volatile String behind = "";

        @Override
        public boolean run() throws IOException {
            behind = awaitEnd();
            return behind.isEmpty();
        }

        @Override
        public boolean hasLooked() {
            return fleet.hasLooked();
        }

        @Override
        public void stop() {
            fleet.stopAll();
        }
    }

    /** @return the databases with commits that are not shipped */
    private String awaitEnd() throws IOException {
        Map<Path, Outcome> outcomes = fleet.awaitEnd();
        return outcomes.entrySet().stream()
                .filter(ended -> ended.getValue() == Outcome.NOT_ALL_SHIPPED)
                .map(ended -> ended.getKey().toString())
                .collect(Collectors.joining(", "));
    }

    private void reloadOnSignal() {
        try {
            reload();
        } catch (Exception e) {
            log.error("SIGHUP: nothing was changed: {}", Failure.of(e).message());
        }
    }

    @Override
    public Changes reload() throws Exception {
        if (!source.isChangeable()) {
            throw new UsageException(
                    "this process was started without a configuration file: there is nothing to read again");
        }
        if (!reloading.tryLock()) {
            throw new RefusedException(
                    ExitCode.NOT_SHIPPED.number(),
                    "another reload is under way; nothing was changed, try again after it");
        }
        try {
            return reloadAlone();
        } finally {
            reloading.unlock();
        }
    }

    private Changes reloadAlone() throws Exception {
        Set<Path> running = fleet.status().stream().map(MemberStatus::database).collect(Collectors.toSet());
        Changes changes = fleet.apply(source.readAgain(running));
        log.info(
                "reloaded: {} added, {} removed, {} restarted, {} unchanged",
                changes.added().size(),
                changes.removed().size(),
                changes.restarted().size(),
                changes.unchanged().size());
        changes.problems().forEach(log::error);
        return changes;
    }

    @Override
    public Member member(Path database, List<StorageUrl> replicas) {
        return new Member(database, replicas.stream().map(Destination::of).toList(), source.usual());
    }

    @Override
    public Duration duration(String text) {
        return DurationConverter.parse(text);
    }

    @Override
    public Problem explain(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        return new Problem(failure.code().number(), failure.message());
    }
}
