package dev.seawall.cli;

import dev.seawall.cli.config.DatabaseConfiguration;
import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.cli.config.ReplicaConfiguration;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what the configuration file replicates. */
@Command(
        name = "databases",
        description = "List the databases of the configuration file, and the replicas of each: a row for each replica.")
final class DatabasesVerb implements Verb {
    @Mixin
    ConfigurationOption configuration;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        List<DatabaseConfiguration> databases = configuration.load().databases();
        Listing listing = format.listing(
                console,
                Column.fitting("path", databases.stream().map(DatabaseConfiguration::path)),
                Column.text("replica", 32));
        for (DatabaseConfiguration database : databases) {
            for (ReplicaConfiguration replica : database.replicas()) {
                listing.row(database.path().toString(), replica.url().toString());
            }
        }
        listing.finish();
        return ExitCode.DONE;
    }
}
