package dev.seawall.cli;

import dev.seawall.Changes;
import dev.seawall.Destination;
import dev.seawall.Fleet;
import dev.seawall.Member;
import dev.seawall.Replication.Outcome;
import dev.seawall.Replication.Settings;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.control.ControlApi;
import dev.seawall.cli.control.ControlHost;
import dev.seawall.cli.control.ControlServer;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        /** @throws Exception if that cannot be told: then nothing is started, or changed */
        List<Member> read() throws Exception;

        /** The settings of a database that is added while it runs. They must name no state folder. */
        Settings usual();

        /** Tells whether reading again may give something else. */
        boolean isChangeable();
    }

    private final Fleet fleet = new Fleet();
    private final Source source;

    private FleetRun(Source source) {
        this.source = source;
    }

    /**
     * Runs until a signal stops it.
     *
     * @return if everything was shipped
     * @throws NotShippedException if not
     */
    static ExitCode run(Source source, Optional<ControlAddress> control) throws Exception {
        FleetRun run = new FleetRun(source);
        List<Member> members = source.read();
        if (control.isEmpty()) {
            run.fleet.apply(members);
            return run.untilStopped();
        }
        // What is wrong with the address shows before anything starts; nothing is answered before everything has.
        try (ControlServer server = ControlServer.bind(control.get())) {
            run.fleet.apply(members);
            server.serve(new ControlApi(run.fleet, run, InstantSource.system()));
            return run.untilStopped();
        }
    }

    private ExitCode untilStopped() throws IOException {
        if (source.isChangeable()) {
            StopSignals.handle(fleet::stopAll, ExitCode.NOT_SHIPPED, this::reloadOnSignal);
        } else {
            StopSignals.handle(fleet::stopAll, ExitCode.NOT_SHIPPED);
        }
        Map<Path, Outcome> outcomes = fleet.awaitEnd();
        String behind = outcomes.entrySet().stream()
                .filter(ended -> ended.getValue() == Outcome.NOT_ALL_SHIPPED)
                .map(ended -> ended.getKey().toString())
                .collect(Collectors.joining(", "));
        if (!behind.isEmpty()) {
            throw new NotShippedException("stopped with commits that are not shipped, of " + behind
                    + "; they are still in the database, the next start ships them");
        }
        return ExitCode.DONE;
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
        Changes changes = fleet.apply(source.read());
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
