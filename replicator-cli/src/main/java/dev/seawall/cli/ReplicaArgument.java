package dev.seawall.cli;

import dev.seawall.Storages;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import picocli.CommandLine.Parameters;

/** Adds the replica's address to the verbs that read one. */
final class ReplicaArgument {
    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "The replica: file:///folder, a plain path, or s3://bucket/prefix?endpoint=...&region=...")
    StorageUrl url;

    Storage open() {
        return Storages.open(url);
    }
}
