package dev.seawall.cli;

import picocli.CommandLine.Command;

/** Shows on a small application that it works. */
@Command(name = "demo", description = "Replicate, destroy and restore the database of a small application.")
final class DemoVerb implements Verb {
    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("demo: not built in yet");
    }
}
