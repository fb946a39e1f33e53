package dev.seawall.cli;

import dev.seawall.Replication;
import dev.seawall.cli.value.ByteSizeConverter;
import dev.seawall.replicate.Options;
import dev.seawall.replicate.Options.FirmRotate;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Adds the options that say how a database is replicated: those that a configuration file has as keys, too. */
final class ReplicationOptions {
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
            description =
                    "How long the WAL may grow under writes that never pause: from three eighths of this on it is restarted"
                            + " under a short write lock, see --firm-rotate. 1MiB to 1GiB. Default: 64MiB.")
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

    /** For the database of the command line. */
    Replication.Settings settings() {
        return settings(stateDirectory);
    }

    /** For databases that are added later: each has a state folder of its own. */
    Replication.Settings usualSettings() {
        return settings(Optional.empty());
    }

    private Replication.Settings settings(Optional<Path> stateFolder) {
        JournalMode journalMode = enableWal ? JournalMode.SWITCH_TO_WAL : JournalMode.REQUIRE_WAL;
        return new Replication.Settings(options(), journalMode, stateFolder, shutdownTimeout);
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
}
