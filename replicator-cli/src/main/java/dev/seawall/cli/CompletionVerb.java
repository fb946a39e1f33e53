package dev.seawall.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the shell completion script. */
@Command(
        name = "completion",
        description = {
            "Print a completion script for bash and zsh.",
            "bash: source <(seawall completion)",
            "zsh:  autoload -U +X bashcompinit && bashcompinit && source <(seawall completion)"
        })
final class CompletionVerb implements Verb {
    @Spec
    CommandSpec spec;

    @Override
    public ExitCode run(Console console) {
        console.out().print(AutoComplete.bash("seawall", spec.root().commandLine()));
        return ExitCode.DONE;
    }
}
