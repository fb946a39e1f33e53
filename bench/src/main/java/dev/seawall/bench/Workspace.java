package dev.seawall.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Is the folder in which benchmarks keep their databases and replicas. It goes when they are done. */
final class Workspace implements Closeable {
    private final Path root;
    private int runs;

    private Workspace(Path root) {
        this.root = root;
    }

    static Workspace create(Path directory) throws IOException {
        return new Workspace(Files.createTempDirectory(directory, "seawall-bench-"));
    }

    /** Makes an empty folder for one run. */
    Path newRun() throws IOException {
        return Files.createDirectory(root.resolve("run-" + ++runs));
    }

    /** Tells a person who waits what is going on. */
    void say(String what) {
        System.err.println(what);
    }

    /** Deletes a run's folder, so that disks need not hold all runs at once. */
    static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}
