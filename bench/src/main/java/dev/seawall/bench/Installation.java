package dev.seawall.bench;

import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Is Seawall as a release lays it out, in a folder of our own: the launcher, its jars, and what was prepared for them. What
 * is measured starts through it, so that nothing here says once more how Seawall is started.
 */
final class Installation implements Program {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> SCRIPTS = List.of("bin/seawall", "lib/launch.sh");

    private final Path root;

    private Installation(Path root) {
        this.root = root;
    }

    /** Copies it into an empty folder. Nothing is prepared yet. */
    static Installation copy(Path root) throws IOException {
        Path jars = Files.createDirectories(root.resolve("lib"));
        Files.createDirectories(root.resolve("bin"));
        for (String script : SCRIPTS) {
            try (InputStream in = Installation.class.getResourceAsStream("release/" + script)) {
                if (in == null) {
                    throw new IOException("the launcher's " + script + " is not among the resources");
                }
                Files.copy(in, root.resolve(script));
            }
        }
        Path jar = jar();
        Files.copy(jar, jars.resolve("seawall.jar"));
        for (String name : classPath(jar)) {
            Files.copy(jar.resolveSibling(name), jars.resolve(name));
        }
        return new Installation(root);
    }

    /** Tells whether Seawall is there as a jar, and not only as classes that were just compiled. */
    static boolean isPackaged() throws IOException {
        return Files.isRegularFile(code());
    }

    private static Path jar() throws IOException {
        if (!isPackaged()) {
            throw new IOException(code() + " is no jar; run this from the packaged jars, as ./seawall-bench does");
        }
        return code();
    }

    private static Path code() throws IOException {
        try {
            return Path.of(dev.seawall.cli.Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where Seawall's classes come from", e);
        }
    }

    private static List<String> classPath(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            return List.of(manifest.getMainAttributes().getValue("Class-Path").split(" "));
        }
    }

    /** Prepares it for faster starts, as a user would after unpacking a release. */
    Installation prepare() throws IOException, InterruptedException {
        try (Child child = start(root, List.of("prepare"), Map.of())) {
            child.awaitSuccess(PATIENCE);
        }
        return this;
    }

    @Override
    public String word() {
        return "seawall";
    }

    @Override
    public Child version(Path folder) throws IOException {
        return start(folder, List.of("version"), Map.of());
    }

    @Override
    public Child replicate(Path folder, Path database, Destination destination, Duration syncInterval)
            throws IOException {
        List<String> command = List.of(
                "replicate", "--sync-interval", syncInterval.toMillis() + "ms", database.toString(), destination.url());
        return start(folder, command, destination.environment());
    }

    @Override
    public Set<Integer> codesOfGoodEnds() {
        return Set.of(0);
    }

    @Override
    public Child restore(Path folder, Destination source, Path output) throws IOException {
        List<String> command = List.of("restore", "--if-db-not-exists", "-o", output.toString(), source.url());
        return start(folder, command, source.environment());
    }

    @Override
    public Optional<JavaHeap> heap(long pid) throws IOException, InterruptedException {
        return JavaHeap.of(pid);
    }

    @Override
    public List<SegmentName> segmentsOfCommits(Storage replica, Path database) throws IOException {
        return CommitsByStamp.find(replica);
    }

    /**
     * Starts a verb.
     *
     * @param folder takes what it writes to its standard error
     */
    Child start(Path folder, List<String> args, Map<String, String> environment) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", root.resolve("bin/seawall").toString()));
        command.addAll(args);
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("JAVA_HOME", Child.javaHome().toString());
        return Child.start(folder, "seawall " + args.get(0), command, all);
    }
}
