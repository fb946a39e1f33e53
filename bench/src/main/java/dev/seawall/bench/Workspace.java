package dev.seawall.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final Optional<Litestream> peer;
    private Optional<Installation> seawall = Optional.empty();
    private int runs;

    private Workspace(Path root, Starts starts, Optional<Litestream> peer) {
        this.root = root;
        this.starts = starts;
        this.peer = peer;
    }

    static Workspace create(Path directory, Starts starts, Optional<Litestream> peer) throws IOException {
        return new Workspace(Files.createTempDirectory(directory.toAbsolutePath(), "seawall-bench-"), starts, peer);
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

    /** What is measured beside Seawall, if the user has it. */
    Optional<Litestream> peer() {
        return peer;
    }

    /** Runs a step of a program. Seawall has to succeed; what becomes of the peer is its own matter, and is told. */
    boolean succeeds(Program program, String verb, Timings.Step step) throws IOException, InterruptedException {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            if (peer.filter(program::equals).isEmpty()) {
                throw e;
            }
            say(verb + ": " + e.getMessage());
            return false;
        }
    }

    /** Seawall, and its peer if there is one. */
    List<Program> programs() throws IOException, InterruptedException {
        List<Program> programs = new ArrayList<>();
        programs.add(seawall());
        peer.ifPresent(programs::add);
        return programs;
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
