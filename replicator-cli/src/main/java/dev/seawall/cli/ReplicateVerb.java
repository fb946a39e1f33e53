package dev.seawall.cli;

import dev.seawall.Destination;
import dev.seawall.Member;
import dev.seawall.Replication;
import dev.seawall.Storages;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.Options.FirmRotate;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ships every commit of a database until a signal stops it. */
@Command(
        name = "replicate",
        description = {
            "Ship every commit of a database to one or several replicas, until stopped.",
            "On SIGTERM or SIGINT ships what is left and ends with 0, or with 8 if that did not succeed in time.",
            "A second signal stops at once."
        },
        footerHeading = "%n",
        footer = "Durations take a unit: ms, s, m, h or d. Sizes too: B, KiB, MiB, GiB, or KB, MB, GB.")
final class ReplicateVerb implements Verb {
    @Parameters(
            index = "0",
            paramLabel = "DB",
            description = "The database file. If it does not exist yet, waits for it.")
    Path database;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "URL", description = "Where to keep the replica.")
    List<StorageUrl> urls;

    @Option(
            names = "--sync-interval",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "How long commits under load are gathered into one object. A lone commit ships at once."
                    + " Default: 1s.")
    Duration syncInterval;

    @Option(
            names = "--snapshot-interval",
            paramLabel = "DURATION",
            defaultValue = "24h",
            description = "How often to write a snapshot if anything was committed. Default: 24h.")
    Duration snapshotInterval;

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            defaultValue = "24h",
            description = "How far back every moment stays restorable. Older objects are deleted. Default: 24h.")
    Duration retention;

    @Option(
            names = "--checkpoint-pages",
            paramLabel = "PAGES",
            defaultValue = "1000",
            converter = CountConverter.OfInt.class,
            description = "From how many pages in the WAL on to help SQLite restart it. From 1. Default: 1000.")
    int checkpointPages;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description = "After how long to do so for a shorter WAL. Default: 1m.")
    Duration checkpointInterval;

    @Option(
            names = "--max-wal-size",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = ByteSizeConverter.class,
            description = "From which size of the WAL on to restart it under a short write lock, see --firm-rotate."
                    + " 1MiB to 1GiB. Default: 64MiB.")
    long maxWalBytes;

    @Option(
            names = "--spool-limit",
            paramLabel = "SIZE",
            defaultValue = "1GiB",
            converter = ByteSizeConverter.class,
            description = "How much to keep in the state folder for replicas that are behind when the WAL must be cut."
                    + " 1MiB to 1TiB. Default: 1GiB.")
    long spoolLimitBytes;

    @Option(
            names = "--firm-rotate",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether the write lock may be taken for a moment when writers never pause. With off, the WAL"
                    + " may grow without bound under such load. Default: on.")
    FirmRotate firmRotate;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where to keep local state. Default: .<database name>-seawall beside the database.")
    Optional<Path> stateDirectory;

    @Option(
            names = "--enable-wal",
            description = "Switch the database to WAL mode if it is not in it. Otherwise such a database is refused.")
    boolean enableWal;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long to go on shipping after a signal. Default: 30s.")
    Duration shutdownTimeout;

    @Option(
            names = "--control",
            paramLabel = "ADDRESS",
            description =
                    "Where to take requests, such as those of 'seawall sync': HOST:PORT on this machine, or unix:FILE."
                            + " Default: nowhere.")
    Optional<ControlAddress> control;

    @Option(names = "--once", description = "Ship all there is, then exit.")
    boolean once;

    @Override
    public ExitCode run(Console console) throws Exception {
        if (control.isPresent() && once) {
            throw new UsageException("--control and --once do not go together: nothing is left to ask");
        }
        Replication.Settings settings = settings(stateDirectory);
        if (control.isPresent()) {
            return FleetRun.run(new OnCommandLine(settings), control);
        }
        List<Storage> replicas = urls.stream().distinct().map(Storages::open).toList();
        try {
            Replication replication = new Replication(database, replicas, settings);
            StopSignals.handle(replication::stop, ExitCode.NOT_SHIPPED);
            Replication.Outcome outcome = once ? replication.runOnce() : replication.run();
            if (outcome == Replication.Outcome.NOT_ALL_SHIPPED) {
                throw new NotShippedException("stopped with commits of " + database + " that are not shipped within "
                        + shutdownTimeout.toMillis()
                        + " ms; they are still in the database, the next start ships them");
            }
            return ExitCode.DONE;
        } finally {
            replicas.forEach(Storage::close);
        }
    }

    private Replication.Settings settings(Optional<Path> stateFolder) {
        return new Replication.Settings(options(), journalMode(), stateFolder, shutdownTimeout);
    }

    /** Is what the command line asks for. */
    private final class OnCommandLine implements FleetRun.Source {
        private final Replication.Settings settings;

        OnCommandLine(Replication.Settings settings) {
            this.settings = settings;
        }

        @Override
        public List<Member> read() {
            return List.of(
                    new Member(database, urls.stream().map(Destination::of).toList(), settings));
        }

        @Override
        public Replication.Settings usual() {
            return settings(Optional.empty());
        }

        @Override
        public boolean isChangeable() {
            return false;
        }
    }

    private Options options() {
        try {
            return new Options(
                    syncInterval,
                    snapshotInterval,
                    retention,
                    checkpointPages,
                    checkpointInterval,
                    maxWalBytes,
                    spoolLimitBytes,
                    firmRotate);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Objects.requireNonNullElseGet(e.getMessage(), e::toString));
        }
    }

    private JournalMode journalMode() {
        return enableWal ? JournalMode.SWITCH_TO_WAL : JournalMode.REQUIRE_WAL;
    }
}
