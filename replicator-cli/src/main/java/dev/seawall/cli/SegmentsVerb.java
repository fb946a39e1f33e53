package dev.seawall.cli;

import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists a replica's segments. */
@Command(
        name = "segments",
        description = {
            "List the WAL segments of a replica, by generation, index and offset.",
            "Reads names only; 'seawall timeline' shows the commits in them."
        })
final class SegmentsVerb implements Verb {
    @Mixin
    ReplicaArgument replica;

    @Option(names = "--generation", paramLabel = "ID", description = "Only this generation. Default: all.")
    Optional<GenerationId> generation;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        Listing listing = format.listing(
                console,
                Column.text("generation", 16),
                Column.text("index", 8),
                Column.text("offset", 8),
                Column.number("stored_bytes", 12),
                Column.time("stored_at"));
        try (Storage storage = replica.open()) {
            for (GenerationListing chosen : generations(storage)) {
                for (Listed<SegmentName> segment : chosen.segments()) {
                    listing.row(
                            chosen.generation().text(),
                            Cells.hex(segment.name().index()),
                            Cells.hex(segment.name().offsetBytes()),
                            segment.sizeBytes(),
                            segment.modified());
                }
            }
        }
        listing.finish();
        return ExitCode.DONE;
    }

    private Collection<GenerationListing> generations(Storage storage) throws IOException {
        return generation.isPresent()
                ? List.of(GenerationListing.read(storage, generation.get()))
                : ReplicaArgument.generations(storage);
    }
}
