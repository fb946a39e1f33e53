package dev.seawall.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists a replica's generations. */
@Command(name = "generations", description = "List the generations of a replica, oldest first.")
final class GenerationsVerb implements Verb {
    @Parameters(paramLabel = "URL", description = "The replica to look at.")
    String url;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("generations: not built in yet");
    }
}
