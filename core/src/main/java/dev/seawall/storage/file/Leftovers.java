package dev.seawall.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the temporary files of processes that were killed. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** An upload writes all the time, so a file that nobody wrote to for a day has no owner. */
    private static final Duration OLD = Duration.ofDays(1);

    private final Path root;
    private final InstantSource clock;

    Leftovers(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Never fails: a leftover costs room, not safety. */
    void sweep() {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> ours = files.filter(
                            file -> TemporaryFile.isOurs(file.getFileName().toString()))
                    .toList();
            for (Path file : ours) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(clock.instant().minus(OLD))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("could not look for temporary files left in {}: {}", root, e.toString());
        }
    }
}
