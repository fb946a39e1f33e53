package dev.seawall.cli;

import dev.seawall.cli.config.ConfigurationFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the configuration file where none is named: Seawall's, or else the one that Litestream's own variable names.
 *
 * @param ours where Seawall's file is
 * @param theirs where Litestream's is; never read without being asked for
 */
record UsualFile(Path ours, Path theirs, Map<String, String> environment) {
    private static final String VARIABLE = "LITESTREAM_CONFIG";

    static UsualFile ofThisMachine() {
        return new UsualFile(ConfigurationFile.USUAL, Path.of("/etc/litestream.yml"), System.getenv());
    }

    Path path() {
        return byVariable().orElse(ours);
    }

    /** The file that the variable names, if there is none of ours. */
    Optional<Path> byVariable() {
        String named = environment.getOrDefault(VARIABLE, "");
        return named.isBlank() || Files.exists(ours) ? Optional.empty() : Optional.of(Path.of(named));
    }

    /** @throws FileSystemException if there is nothing to read, and there is a file that could be meant */
    void requireNamed() throws IOException {
        if (byVariable().isEmpty() && Files.notExists(ours) && Files.exists(theirs)) {
            throw new FileSystemException(ours.toString(), null, "no such file; to use Litestream's, use -c " + theirs);
        }
    }
}
