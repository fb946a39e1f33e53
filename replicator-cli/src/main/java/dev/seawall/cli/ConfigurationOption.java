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

    private final UsualFile usual = UsualFile.ofThisMachine();

    Path path() {
        return file.orElseGet(usual::path);
    }

    /** Tells whether there is a file to look into: one that was named, or the usual one. */
    boolean isThere() {
        return file.isPresent() || Files.exists(usual.path());
    }

    /** Reads and checks the file, and logs what is odd in it. */
    Configuration load() throws IOException, InvalidConfigurationException {
        if (file.isEmpty()) {
            usual.requireNamed();
            usual.byVariable().ifPresent(named -> log.info("the configuration is {}, by LITESTREAM_CONFIG", named));
        }
        ConfigurationFile.Loaded loaded = new ConfigurationFile(path(), dollars.variables()).load();
        loaded.warnings().forEach(log::warn);
        return loaded.configuration();
    }
}
