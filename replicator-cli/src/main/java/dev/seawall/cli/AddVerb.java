package dev.seawall.cli;

import dev.seawall.cli.control.ControlClient;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running process replicate one more database. */
@Command(
        name = "add",
        description = {
            "Have the running process replicate one more database, with the settings and credentials that it was started"
                    + " with. Only at a socket file: a port is open to every account.",
            "Lasts until it is reloaded or ends: to keep it, write it into the configuration file."
        })
final class AddVerb implements Verb {
    @Mixin
    ControlOption control;

    @Parameters(index = "0", paramLabel = "DB", description = "The database file. It may not exist yet.")
    Path database;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "URL", description = "Where to keep the replica.")
    List<StorageUrl> urls;

    @Override
    public ExitCode run(Console console) throws Exception {
        String replicas = urls.stream()
                .map(url -> "&replica=" + ControlClient.encode(url.toString()))
                .collect(Collectors.joining());
        control.change(console, "/add", database, replicas, ControlOption.PATIENCE);
        return ExitCode.DONE;
    }
}
