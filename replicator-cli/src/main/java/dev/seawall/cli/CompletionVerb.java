package dev.seawall.cli;

import java.time.InstantSource;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints the shell completion script. */
@Command(
        name = "completion",
        description = {
            "Print a completion script for bash and zsh.",
            "bash: source <(seawall completion)",
            "zsh:  autoload -U +X bashcompinit && bashcompinit && source <(seawall completion)"
        })
final class CompletionVerb implements Verb {
    @Override
    public ExitCode run(Console console) {
        console.out().print(AutoComplete.bash("seawall", new Grammar(InstantSource.system()).whole()));
        return ExitCode.DONE;
    }
}
