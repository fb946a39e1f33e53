package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Is a small replica in a folder, of one generation with several indexes of several segments each. */
record SampleReplica(Path folder, String generation) {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(1000)))";
    private static final int INDEXES = 3;

    /** Has a real replicator make one, in new folders inside of one that is there. */
    static SampleReplica create(Path in, Source source) throws Exception {
        Cli cli = new Cli(in, Map.of());
        Path replica = in.resolve("sample");
        source.create();
        List<String> options = List.of("--checkpoint-pages", "20", "--sync-interval", "10ms");
        try (Connection application = source.open();
                Child replicator = cli.replicate(source.database(), replica.toString(), options)) {
            await("a snapshot")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ShippedState.of(source).isPresent());
            String generation = ShippedState.of(source).orElseThrow().generation();
            SampleReplica sample = new SampleReplica(replica, generation);
            await("enough segments")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        run(application, INSERT);
                        return sample.isBigEnough();
                    });
            replicator.terminate();
            replicator.expectExit(0);
            assertThat(cli.list("generations", replica.toString())).hasSize(1);
            return sample;
        }
    }

    private boolean isBigEnough() throws IOException {
        for (int index = 0; index < INDEXES; index++) {
            if (segments(index).size() < 3) {
                return false;
            }
        }
        return true;
    }

    /** The segments of one index, in order. */
    List<Path> segments(int index) throws IOException {
        return segments().stream()
                .filter(segment -> segment.getFileName().toString().startsWith("%08x_".formatted(index)))
                .toList();
    }

    List<Path> segments() throws IOException {
        return objects("wal");
    }

    Path snapshot() throws IOException {
        return objects("snapshots").get(0);
    }

    Path generationFolder() {
        return folder.resolve("generations").resolve(generation);
    }

    private List<Path> objects(String kind) throws IOException {
        Path objects = generationFolder().resolve(kind);
        if (!Files.exists(objects)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(objects)) {
            return files.filter(file -> file.toString().endsWith(".lz4"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** Copies it, so that a test may damage it. */
    SampleReplica copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(folder.relativize(file).toString()));
            }
        }
        return new SampleReplica(to, generation);
    }
}
