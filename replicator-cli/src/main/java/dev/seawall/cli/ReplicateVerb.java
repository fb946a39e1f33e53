package dev.seawall.cli;

import dev.seawall.Destination;
import dev.seawall.Member;
import dev.seawall.Replication;
import dev.seawall.Storages;
import dev.seawall.cli.boot.Candidate;
import dev.seawall.cli.boot.MissingDatabase;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.exec.Command;
import dev.seawall.cli.exec.Supervision;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ships every commit of a database until a signal stops it. */
@CommandLine.Command(
        name = "replicate",
        description = {
            "Ship every commit of a database to one or several replicas, until stopped; without DB and URL, of every"
                    + " database of the configuration file.",
            "On SIGTERM or SIGINT ships what is left and ends with 0, or with 8 if that did not succeed in time.",
            "A second signal stops at once. With --exec the first signals are the application's."
        },
        footerHeading = "%n",
        footer = "Durations take a unit: ms, s, m, h or d. Sizes too: B, KiB, MiB, GiB, or KB, MB, GB.")
final class ReplicateVerb implements Verb {
    @Spec
    CommandSpec spec;

    /** Null if the configuration file is to say. */
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DB",
            description = "The database file. If it does not exist yet, waits for it.")
    Path database;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "URL", description = "Where to keep the replica.")
    List<StorageUrl> urls = List.of();

    @Mixin
    ConfigurationOption configuration;

    @Mixin
    ReplicationOptions options;

    @Option(
            names = "--control",
            paramLabel = "ADDRESS",
            description =
                    "Where to take requests, such as those of 'seawall sync': HOST:PORT on this machine, or unix:FILE."
                            + " Default: nowhere.")
    Optional<ControlAddress> control;

    @Option(names = "--once", description = "Ship all there is, then exit.")
    boolean once;

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            description =
                    "Start this application once the database is held, pass signals on to it, and when it has ended"
                            + " ship the rest and end with its exit code. Split into words like a shell does, without a shell;"
                            + " for one, write: sh -c '...'")
    Optional<String> exec;

    @Option(
            names = "--restore-if-missing",
            description = "If the database does not exist, restore it first, from the newest replica that can be used."
                    + " Starts without one only if every replica answers and is empty.")
    boolean restoreIfMissing;

    @Override
    public Exit run(Console console) throws Exception {
        Optional<Command> command = command();
        if (database == null) {
            FilePlan plan = new FilePlan(spec, configuration, restoreIfMissing);
            return FleetRun.run(plan, control.or(plan::control), command.or(plan::command));
        }
        if (configuration.file.isPresent()) {
            throw new UsageException(
                    "a database and -c do not go together: write the database into the file, or leave out"
                            + " one of the two");
        }
        if (database.toString().isEmpty()) {
            throw new UsageException("the database's name is empty: is a variable not set?");
        }
        if (urls.isEmpty()) {
            throw new UsageException("missing required parameter: 'URL'; see 'seawall replicate --help'");
        }
        if (control.isPresent() && once) {
            throw new UsageException("--control and --once do not go together: nothing is left to ask");
        }
        Replication.Settings settings = options.settings();
        Member member = new Member(database, urls.stream().map(Destination::of).toList(), settings);
        Optional<String> clash = member.clashWithin();
        if (clash.isPresent()) {
            throw new UsageException(clash.get());
        }
        List<Candidate> replicas = urls.stream()
                .distinct()
                .map(url -> new Candidate(url, Storages.open(url)))
                .toList();
        try {
            if (control.isPresent()) {
                return FleetRun.run(
                        new OnCommandLine(member, () -> restoreIfAsked(replicas, console)), control, command);
            }
            restoreIfAsked(replicas, console);
            List<Storage> storages = replicas.stream().map(Candidate::storage).toList();
            Replication replication = new Replication(database, storages, settings);
            return command.isPresent()
                    ? BesideApplication.run(
                            command.get(),
                            options.shutdownTimeout,
                            Supervision.Hangup.PASSED_ON,
                            new OneDatabase(replication),
                            this::notShipped)
                    : run(replication);
        } finally {
            replicas.forEach(replica -> replica.storage().close());
        }
    }

    private void restoreIfAsked(List<Candidate> replicas, Console console) throws IOException {
        if (restoreIfMissing) {
            try (ProgressDisplay progress = ProgressDisplay.on(console, "restore")) {
                new MissingDatabase(database).restoreFrom(replicas, progress.listener());
            }
        }
    }

    private ExitCode run(Replication replication) throws IOException {
        StopSignals.handle(replication::stop, ExitCode.NOT_SHIPPED);
        Replication.Outcome outcome = once ? replication.runOnce() : replication.run();
        if (outcome == Replication.Outcome.NOT_ALL_SHIPPED) {
            throw notShipped();
        }
        return ExitCode.DONE;
    }

    private NotShippedException notShipped() {
        return new NotShippedException(database.toString());
    }

    private Optional<Command> command() {
        if (exec.isPresent() && once) {
            throw new UsageException(
                    "--exec and --once do not go together: with --exec all is shipped once it has ended");
        }
        try {
            return exec.map(Command::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--exec: " + Objects.requireNonNullElseGet(e.getMessage(), e::toString));
        }
    }

    /** What comes before the first look at the database. */
    private interface Preparation {
        void run() throws IOException;
    }

    /** Is what the command line asks for. */
    private final class OnCommandLine implements FleetRun.Source {
        private final Member member;
        private final Preparation preparation;

        OnCommandLine(Member member, Preparation preparation) {
            this.member = member;
            this.preparation = preparation;
        }

        @Override
        public List<Member> read() throws IOException {
            preparation.run();
            return List.of(member);
        }

        @Override
        public List<Member> readAgain(Set<Path> running) {
            throw new IllegalStateException("the command line does not change");
        }

        @Override
        public Replication.Settings usual() {
            return options.usualSettings();
        }

        @Override
        public boolean isChangeable() {
            return false;
        }
    }
}
