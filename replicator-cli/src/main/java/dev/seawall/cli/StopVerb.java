package dev.seawall.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running process let go of a database. */
@Command(
        name = "stop",
        description = {
            "Have the running process ship the rest of a database and let go of it; 'start' goes on with it.",
            "Ends with 8 if not all was shipped within the shutdown timeout."
        })
final class StopVerb implements Verb {
    @Mixin
    ControlOption control;

    @Mixin
    TimeoutOption patience;

    @Parameters(index = "0", paramLabel = "DB", description = "The database file.")
    Path database;

    @Override
    public ExitCode run(Console console) throws Exception {
        control.change(console, "/stop", database, "", patience.timeout);
        return ExitCode.DONE;
    }
}
