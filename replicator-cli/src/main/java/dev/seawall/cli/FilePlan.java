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
import java.nio.file.Path;
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
    private final boolean restoreAll;
    private final Configuration atStart;
    /** What was read last, whole: not before everything that it asks for beforehand has been done. */
    private volatile Configuration current;

    /** @throws UsageException if the command line says what only the file may */
    FilePlan(CommandSpec spec, ConfigurationOption option, boolean restoreAll)
            throws IOException, InvalidConfigurationException {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OF_THE_PROCESS.contains(given.longestName())) {
                String instead = given.longestName().equals("--once") ? "" : ", or put it into the configuration file";
                throw new UsageException(
                        given.longestName() + " concerns one database, and none is named: write DB and URL" + instead);
            }
        }
        this.root = (SeawallCommand) spec.root().userObject();
        this.option = option;
        this.restoreAll = restoreAll;
        this.atStart = option.load();
        this.current = atStart;
        root.takeFromFile(current.logLevel(), current.logFormat());
    }

    Optional<ControlAddress> control() {
        return atStart.control();
    }

    Optional<Command> command() {
        try {
            return atStart.exec().map(Command::parse);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option.path() + ": exec: " + e.getMessage());
        }
    }

    @Override
    public List<Member> read() throws IOException {
        restoreMissing(atStart, Set.of());
        return atStart.members();
    }

    @Override
    public List<Member> readAgain(Set<Path> running) throws IOException, InvalidConfigurationException {
        Configuration again = option.load();
        restoreMissing(again, running);
        warnOfOther("control", atStart.control(), again.control());
        warnOfOther("exec", atStart.exec(), again.exec());
        root.takeFromFile(again.logLevel(), again.logFormat());
        current = again;
        return again.members();
    }

    private void warnOfOther(String key, Optional<?> then, Optional<?> now) {
        if (!now.equals(then)) {
            log.warn("{}: '{}' is another one now; that takes effect with the next start", option.path(), key);
        }
    }

    /** @param running whose files are somebody's already, whether they are there or not */
    private void restoreMissing(Configuration wanted, Set<Path> running) throws IOException {
        for (DatabaseConfiguration database : wanted.databases()) {
            boolean asked = restoreAll || database.whenMissing() == DatabaseConfiguration.WhenMissing.RESTORE;
            if (asked && !running.contains(database.member().database())) {
                restoreIfMissing(database);
            }
        }
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
    public Settings usual() {
        return current.usual();
    }

    @Override
    public boolean isChangeable() {
        return true;
    }
}
