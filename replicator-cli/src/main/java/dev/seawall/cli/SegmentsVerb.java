package dev.seawall.cli;

import dev.seawall.replica.GenerationId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a replica's segments. */
@Command(name = "segments", description = "List the WAL segments of a replica, oldest first.")
final class SegmentsVerb implements Verb {
    @Parameters(paramLabel = "URL", description = "The replica to look at.")
    String url;

    @Option(names = "--generation", paramLabel = "ID", description = "Only this generation. Default: all.")
    Optional<GenerationId> generation;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("segments: not built in yet");
    }
}
