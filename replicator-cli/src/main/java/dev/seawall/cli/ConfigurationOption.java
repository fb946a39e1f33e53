package dev.seawall.cli;

import dev.seawall.cli.config.Configuration;
import dev.seawall.cli.config.ConfigurationFile;
import dev.seawall.cli.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds {@code -c} to the verbs that know databases by the configuration file. */
final class ConfigurationOption {
    private static final Logger log = LoggerFactory.getLogger(ConfigurationOption.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file, Seawall's or Litestream's. Default: /etc/seawall.yml.")
    Optional<Path> file = Optional.empty();

    @Mixin
    NoExpandEnvOption dollars;

    Path path() {
        return file.orElse(ConfigurationFile.USUAL);
    }

    /** Tells whether there is a file to look into: one that was named, or the usual one. */
    boolean isThere() {
        return file.isPresent() || Files.exists(ConfigurationFile.USUAL);
    }

    /** Reads and checks the file, and logs what is odd in it. */
    Configuration load() throws IOException, InvalidConfigurationException {
        ConfigurationFile.Loaded loaded = new ConfigurationFile(path(), dollars.variables()).load();
        loaded.warnings().forEach(log::warn);
        return loaded.configuration();
    }
}
