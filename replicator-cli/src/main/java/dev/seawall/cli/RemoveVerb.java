package dev.seawall.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running process forget a database. */
@Command(
        name = "remove",
        description = {
            "Have the running process ship the rest of a database, let go of it and forget it.",
            "Ends with 8 if not all was shipped within the shutdown timeout. Does not change the configuration file."
        })
final class RemoveVerb implements Verb {
    @Mixin
    ControlOption control;

    @Mixin
    TimeoutOption patience;

    @Parameters(index = "0", paramLabel = "DB", description = "The database file.")
    Path database;

    @Override
    public ExitCode run(Console console) throws Exception {
        control.change(console, "/remove", database, "", patience.timeout);
        return ExitCode.DONE;
    }
}
