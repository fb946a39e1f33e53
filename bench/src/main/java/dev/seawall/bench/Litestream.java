package dev.seawall.bench;

import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Is Litestream 0.3, whose replicas look like Seawall's but have no stamps.
 *
 * <p>It is told everything in a file: its command line knows neither another sync interval nor an endpoint of S3.
 */
final class Litestream implements Program {
    /** Nothing but a start of its own reads it. */
    private static final Duration OF_NO_MATTER = Duration.ofSeconds(1);

    private final Path binary;

    Litestream(Path binary) {
        this.binary = binary;
    }

    Path binary() {
        return binary;
    }

    @Override
    public String word() {
        return "litestream";
    }

    @Override
    public Child version(Path folder) throws IOException {
        return start(folder, List.of(binary.toString(), "version"), Map.of());
    }

    @Override
    public Child replicate(Path folder, Path database, Destination destination, Duration syncInterval)
            throws IOException {
        Path config = write(folder.resolve("litestream-replicate.yml"), database, destination, syncInterval);
        List<String> command = List.of(binary.toString(), "replicate", "-no-expand-env", "-config", config.toString());
        return start(folder, command, destination.environment());
    }

    /**
     * Where a checkpoint is due when it is stopped, it fails at that, because its read transaction is gone by then, ships
     * the rest all the same, and ends with 1.
     */
    @Override
    public Set<Integer> codesOfGoodEnds() {
        return Set.of(0, 1);
    }

    @Override
    public Child restore(Path folder, Destination source, Path output) throws IOException {
        Path config = write(folder.resolve("litestream-restore.yml"), output, source, OF_NO_MATTER);
        List<String> command = List.of(
                binary.toString(),
                "restore",
                "-if-db-not-exists",
                "-no-expand-env",
                "-config",
                config.toString(),
                output.toString());
        return start(folder, command, source.environment());
    }

    private static Path write(Path file, Path database, Destination destination, Duration syncInterval)
            throws IOException {
        LitestreamConfig config = new LitestreamConfig(database, StorageUrl.parse(destination.url()), syncInterval);
        return Files.writeString(file, config.yaml());
    }

    private static Child start(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        return Child.start(folder, "litestream " + command.get(1), command, environment);
    }

    @Override
    public Optional<JavaHeap> heap(long pid) {
        return Optional.empty();
    }

    @Override
    public List<SegmentName> segmentsOfCommits(Storage replica, Path database) throws IOException {
        return CommitsByFrame.find(replica, LitestreamTables.rootPages(database));
    }
}
