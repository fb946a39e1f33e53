package dev.seawall.cli;

import dev.seawall.replica.GenerationId;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a replica's restore points. */
@Command(name = "timeline", description = "List the restore points of a replica: number, time, position; and the gaps.")
final class TimelineVerb implements Verb {
    @Parameters(paramLabel = "URL", description = "The replica to look at.")
    String url;

    @Option(names = "--generation", paramLabel = "ID", description = "Only this generation. Default: all.")
    Optional<GenerationId> generation;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from that time on: RFC 3339, or how long ago, such as '10m ago'. Default: all.")
    Optional<Instant> since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = CountConverter.OfInt.class,
            description = "Only the last N restore points. From 1. Default: all.")
    Optional<Integer> limit;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws Exception {
        throw new UsageException("timeline: not built in yet");
    }
}
