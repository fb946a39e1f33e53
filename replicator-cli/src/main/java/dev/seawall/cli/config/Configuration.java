package dev.seawall.cli.config;

import dev.seawall.Member;
import dev.seawall.Replication;
import dev.seawall.cli.control.ControlAddress;
import dev.seawall.cli.value.LogFormat;
import dev.seawall.cli.value.LogLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Is what a configuration file says, whole and checked. Two that are equal mean the same.
 *
 * @param control where to take requests; empty for nowhere
 * @param exec the application to run beside; a command that can be taken apart
 * @param usual the settings of a database of which nothing else is said
 * @param databases one or more; no two share a file, a state folder or a replica
 */
public record Configuration(
        Optional<ControlAddress> control,
        Optional<LogLevel> logLevel,
        Optional<LogFormat> logFormat,
        Optional<String> exec,
        Replication.Settings usual,
        List<DatabaseConfiguration> databases) {
    public Configuration {
        databases = List.copyOf(databases);
    }

    /** Finds a database by its path, as written in the file or as it really is. */
    public Optional<DatabaseConfiguration> find(String argument) {
        return databases.stream()
                .filter(database -> database.isMeantBy(argument))
                .findFirst();
    }

    /** The paths of the databases, for messages. */
    public List<Path> paths() {
        return databases.stream().map(DatabaseConfiguration::path).toList();
    }

    /** What a {@link dev.seawall.Fleet} is to do with all of them. */
    public List<Member> members() {
        return databases.stream().map(DatabaseConfiguration::member).toList();
    }
}
