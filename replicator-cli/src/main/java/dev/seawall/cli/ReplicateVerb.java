package dev.seawall.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    List<String> urls;

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
                    + " Default: 64MiB.")
    long maxWalBytes;

    @Option(
            names = "--firm-rotate",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether the write lock may be taken for a moment when writers never pause. With off, the WAL"
                    + " may grow without bound under such load. Default: on.")
    OnOff firmRotate;

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

    @Option(names = "--once", description = "Ship all there is, then exit.")
    boolean once;

    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("replicate: not built in yet");
    }
}
