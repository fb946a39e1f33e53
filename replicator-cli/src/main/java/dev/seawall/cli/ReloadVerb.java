package dev.seawall.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has a running process read its configuration file again. */
@Command(
        name = "reload",
        description = {
            "Have the running process read its configuration file again, and change only what differs.",
            "If the file is invalid, says why, and nothing changes. SIGHUP does the same."
        })
final class ReloadVerb implements Verb {
    private static final List<String> LISTS = List.of("added", "removed", "restarted", "unchanged");

    @Mixin
    ControlOption control;

    @Mixin
    TimeoutOption patience;

    @Override
    public ExitCode run(Console console) throws Exception {
        Map<String, Object> answer = control.ask("POST", "/reload", patience.timeout);
        for (String list : LISTS) {
            if (answer.get(list) instanceof Collection<?> databases) {
                databases.forEach(database -> console.out().println(database + ": " + list));
            }
        }
        return ExitCode.DONE;
    }
}
