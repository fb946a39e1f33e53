package dev.seawall.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The samples of one target, as files: {@code valid-*} are accepted, {@code broken-*} refused, others as may be. */
record Corpus(Path folder) {
    static Corpus of(FuzzTarget target) {
        URL url = target.getClass().getResource("/fuzz/" + target.name());
        if (url == null) {
            throw new IllegalStateException("src/test/resources/fuzz/" + target.name() + " is missing");
        }
        return new Corpus(Path.of(URI.create(url.toString())));
    }

    List<Path> samples() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
