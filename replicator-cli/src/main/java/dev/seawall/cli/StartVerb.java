package dev.seawall.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running process go on with a database. */
@Command(
        name = "start",
        description = {"Have the running process go on with a database that was stopped."})
final class StartVerb implements Verb {
    @Mixin
    ControlOption control;

    @Parameters(index = "0", paramLabel = "DB", description = "The database file.")
    Path database;

    @Override
    public ExitCode run(Console console) throws Exception {
        control.change(console, "/start", database, "", ControlOption.PATIENCE);
        return ExitCode.DONE;
    }
}
