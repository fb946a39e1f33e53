package dev.seawall.cli;

import dev.seawall.cli.config.Conversion;
import dev.seawall.cli.config.EffectiveYaml;
import dev.seawall.cli.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a configuration file, or makes one of Litestream's ours. */
@Command(
        name = "config",
        description = "Check a configuration file, or convert one of Litestream's.",
        synopsisSubcommandLabel = "check|convert",
        subcommands = {ConfigVerb.Check.class, ConfigVerb.Convert.class})
final class ConfigVerb {
    private static final Logger log = LoggerFactory.getLogger(ConfigVerb.class);

    /** Says what is in force. */
    @Command(
            name = "check",
            description = {
                "Check a configuration file, and print what is in force: every option of every database, defaults"
                        + " included. Secrets show as (set).",
                "Ends with 2 if something is wrong, with a line for each thing. Opens no database and no storage."
            })
    static final class Check implements Verb {
        @Mixin
        ConfigurationOption configuration;

        @Override
        public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
            console.out().print(EffectiveYaml.of(configuration.load()));
            return ExitCode.DONE;
        }
    }

    /** Writes ours for theirs. */
    @Command(
            name = "convert",
            description = {
                "Print Litestream's configuration file in Seawall's form. Variables stay variables.",
                "Secrets that stand in the file are not printed: a variable takes the place of each."
            })
    static final class Convert implements Verb {
        @Parameters(index = "0", paramLabel = "LITESTREAM_FILE", description = "Litestream's file, of 0.3 or 0.5.")
        Path file;

        @Mixin
        NoExpandEnvOption dollars;

        @Override
        public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
            Conversion.Converted converted = new Conversion(file, dollars.variables()).convert();
            converted.warnings().forEach(log::warn);
            console.out().print(converted.yaml());
            return ExitCode.DONE;
        }
    }
}
