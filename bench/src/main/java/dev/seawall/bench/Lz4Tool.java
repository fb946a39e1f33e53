package dev.seawall.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decompresses what a restore does, with the tool of that name, where it is installed: no restore has less to do. */
final class Lz4Tool {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path tool;

    private Lz4Tool(Path tool) {
        this.tool = tool;
    }

    static Optional<Lz4Tool> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "lz4"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Lz4Tool::new);
    }

    /** Puts all objects of a replica into one file: what is one after the other is one stream to LZ4. */
    static Path gather(Path replica, Path into) throws IOException {
        List<Path> objects;
        try (Stream<Path> walk = Files.walk(replica)) {
            objects = walk.filter(file -> file.toString().endsWith(".lz4"))
                    .sorted()
                    .toList();
        }
        try (OutputStream out = Files.newOutputStream(into)) {
            for (Path object : objects) {
                Files.copy(object, out);
            }
        }
        return into;
    }

    void decompress(Path folder, Path gathered) throws IOException, InterruptedException {
        List<String> command = List.of(tool.toString(), "-d", "-f", "-q", gathered.toString(), "/dev/null");
        try (Child child = Child.start(folder, "lz4", command, Map.of())) {
            child.awaitSuccess(PATIENCE);
        }
    }
}
