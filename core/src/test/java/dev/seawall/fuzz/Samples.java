package dev.seawall.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The samples of one target: {@code valid-*} are accepted, {@code broken-*} refused, others as may be. */
record Samples(Path folder) {
    static Samples of(FuzzTarget target) {
        String name = target.getClass().getSimpleName();
        URL url = target.getClass().getResource("/fuzz/" + name);
        if (url == null) {
            throw new IllegalStateException("src/test/resources/fuzz/" + name + " is missing");
        }
        return new Samples(Path.of(URI.create(url.toString())));
    }

    List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isValid(Path sample) {
        return String.valueOf(sample.getFileName()).startsWith("valid-");
    }

    static boolean isBroken(Path sample) {
        return String.valueOf(sample.getFileName()).startsWith("broken-");
    }
}
