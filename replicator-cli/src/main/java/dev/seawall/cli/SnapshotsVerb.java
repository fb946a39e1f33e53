package dev.seawall.cli;

import dev.seawall.cli.config.InvalidConfigurationException;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists a replica's snapshots. */
@Command(
        name = "snapshots",
        description = {
            "List the snapshots of a replica, by generation and index.",
            "Commit, time and database size are those of the moment that it shows; a generation written by Litestream"
                    + " does not tell them."
        })
final class SnapshotsVerb implements Verb {
    @Mixin
    ReplicaArgument replica;

    @Mixin
    JsonOption format;

    @Override
    public ExitCode run(Console console) throws IOException, InvalidConfigurationException {
        Listing listing = format.listing(
                console,
                Column.text("generation", 16),
                Column.text("index", 8),
                Column.number("commit", 10),
                Column.time("time"),
                Column.number("database_bytes", 14),
                Column.number("stored_bytes", 12),
                Column.time("stored_at"));
        try (Storage storage = replica.open()) {
            StampReader stamps = new StampReader(storage);
            for (GenerationListing generation : ReplicaArgument.generations(storage)) {
                for (Listed<SnapshotName> snapshot : generation.snapshots()) {
                    show(snapshot, stamps, listing);
                }
            }
        }
        listing.finish();
        return ExitCode.DONE;
    }

    static void show(Listed<SnapshotName> snapshot, StampReader stamps, Listing listing) throws IOException {
        Optional<SnapshotStamp> stamp;
        try {
            stamp = stamps.read(snapshot.name());
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NOT_FOUND) {
                return; // retention deleted it since it was listed
            }
            throw e;
        }
        listing.row(
                snapshot.name().generation().text(),
                Cells.hex(snapshot.name().index()),
                stamp.map(SnapshotStamp::commit),
                stamp.map(shown -> Instant.ofEpochMilli(shown.timeMillis())),
                stamp.map(SnapshotStamp::contentBytes),
                snapshot.sizeBytes(),
                snapshot.modified());
    }
}
