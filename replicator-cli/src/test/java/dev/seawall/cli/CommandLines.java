package dev.seawall.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Model.OptionSpec;

/** Shows the declared command line to the tests of other packages. */
public final class CommandLines {
    private CommandLines() {}

    public static List<OptionSpec> options(String verb) {
        return Objects.requireNonNull(new Grammar(InstantSource.fixed(CliRun.NOW))
                        .whole()
                        .getSubcommands()
                        .get(verb))
                .getCommandSpec()
                .options();
    }
}
