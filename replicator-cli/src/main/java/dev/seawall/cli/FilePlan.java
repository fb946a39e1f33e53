package dev.seawall.cli;

import dev.seawall.Member;
import dev.seawall.Replication.Settings;
import dev.seawall.cli.boot.Candidate;
import dev.seawall.cli.boot.MissingDatabase;
import dev.seawall.cli.config.Configuration;
import dev.seawall.cli.config.DatabaseConfiguration;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.exec.Command;
import dev.seawall.restore.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Is what the configuration file asks to be replicated. Reading it again may give something else. */
final class FilePlan implements FleetRun.Source {
    private static final Logger log = LoggerFactory.getLogger(FilePlan.class);
    /** Those that concern the process; all others concern a database, and belong into the file. */
    private static final Set<String> OF_THE_PROCESS = Set.of(
            "--config",
            "--no-expand-env",
            "--control",
            "--exec",
            "--restore-if-missing",
            "--log-level",
            "--log-format");

    private final SeawallCommand root;
    private final ConfigurationOption option;
    private final Optional<ControlAddress> control;
    private final boolean restoreAll;
    private Configuration current;
    private boolean isFresh = true;

    /** @throws UsageException if the command line says what only the file may */
    FilePlan(CommandSpec spec, ConfigurationOption option, boolean restoreAll)
            throws IOException, InvalidConfigurationException {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OF_THE_PROCESS.contains(given.longestName())) {
                throw new UsageException(
                        given.longestName() + " concerns one database, and none is named: write DB and URL,"
                                + " or put it into the configuration file");
            }
        }
        this.root = (SeawallCommand) spec.root().userObject();
        this.option = option;
        this.restoreAll = restoreAll;
        this.current = option.load();
        this.control = current.control();
        root.takeFromFile(current.logLevel(), current.logFormat());
    }

    Optional<ControlAddress> control() {
        return control;
    }

    Optional<Command> command() {
        try {
            return current.exec().map(Command::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option.path() + ": exec: " + e.getMessage());
        }
    }

    @Override
    public synchronized List<Member> read() throws IOException, InvalidConfigurationException {
        if (!isFresh) {
            Configuration again = option.load();
            root.takeFromFile(again.logLevel(), again.logFormat());
            if (!again.control().equals(control)) {
                log.warn("{}: 'control' is another one now; that takes effect with the next start", option.path());
            }
            current = again;
        }
        isFresh = false;
        for (DatabaseConfiguration database : current.databases()) {
            if (restoreAll || database.whenMissing() == DatabaseConfiguration.WhenMissing.RESTORE) {
                restoreIfMissing(database);
            }
        }
        return current.members();
    }

    /** A failure keeps everything from starting: what is not restored now would begin anew, empty. */
    private static void restoreIfMissing(DatabaseConfiguration database) throws IOException {
        List<Candidate> candidates = Candidates.open(database.replicas());
        try {
            new MissingDatabase(database.path()).restoreFrom(candidates, Progress.NONE);
        } finally {
            Candidates.close(candidates);
        }
    }

    @Override
    public synchronized Settings usual() {
        return current.usual();
    }

    @Override
    public boolean isChangeable() {
        return true;
    }
}
