package dev.seawall.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists a replica's snapshots. */
@Command(name = "snapshots", description = "List the snapshots of a replica, oldest first.")
final class SnapshotsVerb implements Verb {
    @Parameters(paramLabel = "URL", description = "The replica to look at.")
    String url;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("snapshots: not built in yet");
    }
}
