package dev.seawall.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Is the folder in which benchmarks keep their databases and replicas. It goes when they are done. */
final class Workspace implements Closeable {
    /** Whether what is measured is prepared for faster starts. */
    enum Starts {
        PREPARED,
        UNPREPARED
    }

    private final Path root;
    private final Starts starts;
    private Optional<Installation> seawall = Optional.empty();
    private int runs;

    private Workspace(Path root, Starts starts) {
        this.root = root;
        this.starts = starts;
    }

    static Workspace create(Path directory, Starts starts) throws IOException {
        return new Workspace(Files.createTempDirectory(directory.toAbsolutePath(), "seawall-bench-"), starts);
    }

    /** Makes an empty folder for one run. */
    Path newRun() throws IOException {
        return Files.createDirectory(root.resolve("run-" + ++runs));
    }

    Starts starts() {
        return starts;
    }

    /** What is measured. It is made at the first call. */
    Installation seawall() throws IOException, InterruptedException {
        if (seawall.isEmpty()) {
            Installation made = Installation.copy(root.resolve("seawall"));
            seawall = Optional.of(starts == Starts.PREPARED ? made.prepare() : made);
        }
        return seawall.get();
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
