package dev.seawall.cli;

import java.nio.file.Path;
import java.util.Map;
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
        Map<String, Object> answer = control.post("/start", database, "", ControlOption.PATIENCE);
        console.out().println(answer.get("database") + ": " + answer.get("done"));
        return ExitCode.DONE;
    }
}
