package dev.seawall.cli;

import dev.seawall.Member;
import dev.seawall.Replication.Settings;
import dev.seawall.cli.config.Configuration;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.control.ControlAddress;
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
    private static final Set<String> OF_THE_PROCESS =
            Set.of("--config", "--no-expand-env", "--control", "--log-level", "--log-format");

    private final SeawallCommand root;
    private final ConfigurationOption option;
    private final Optional<ControlAddress> control;
    private Configuration current;
    private boolean isFresh = true;

    /** @throws UsageException if the command line says what only the file may */
    FilePlan(CommandSpec spec, ConfigurationOption option) throws IOException, InvalidConfigurationException {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OF_THE_PROCESS.contains(given.longestName())) {
                throw new UsageException(
                        given.longestName() + " concerns one database, and none is named: write DB and URL,"
                                + " or put it into the configuration file");
            }
        }
        this.root = (SeawallCommand) spec.root().userObject();
        this.option = option;
        this.current = option.load();
        this.control = current.control();
        root.takeFromFile(current.logLevel(), current.logFormat());
    }

    Optional<ControlAddress> control() {
        return control;
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
        return current.members();
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
