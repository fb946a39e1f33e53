package dev.seawall.bench;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says where replicas lie, for the verbs that can choose. */
final class StorageOptions {
    @Option(
            names = "--storage",
            paramLabel = "KIND",
            description =
                    "Where replicas lie: ${COMPLETION-CANDIDATES}. S3 is a server that checks signatures, in memory, in a"
                            + " process of its own on this machine. Default: ${DEFAULT-VALUE}.")
    StorageKind kind = StorageKind.FOLDER;

    @Mixin
    LatencyOption latency = new LatencyOption();

    static StorageOptions s3() {
        StorageOptions options = new StorageOptions();
        options.kind = StorageKind.S3;
        return options;
    }

    /** @param folder takes the replica, or what the server says */
    Destination open(Path folder) throws IOException, InterruptedException {
        return kind == StorageKind.FOLDER
                ? new FolderDestination(folder)
                : S3Destination.start(folder, latency.duration());
    }

    /** A sentence for the report. */
    String describe() {
        return kind == StorageKind.FOLDER
                ? "The replica lies in a folder."
                : "The replica lies in an S3 server on this machine, in memory, whose every answer comes "
                        + latency.millis
                        + " ms late. It is a process of its own, and takes its share of the same cores.";
    }
}
