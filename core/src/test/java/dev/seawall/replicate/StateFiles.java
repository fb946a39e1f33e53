package dev.seawall.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Does to the state folder what crashes and power losses may do to it. */
final class StateFiles {
    private static final int VERSIONS = 4;
    private static final long MOST_SPOOLED = 2 << 20;

    private final Path folder;
    private final Path file;
    private final Random random;
    private final Deque<byte[]> versions = new ArrayDeque<>();
    private final Map<Path, byte[]> spooled = new TreeMap<>();

    StateFiles(Path database, Random random) {
        this.folder = StateFolder.defaultFor(database);
        this.file = folder.resolve("state.json");
        this.random = random;
    }

    /** Remembers what is there now: what is not fsynced, such as a deletion, a power loss may undo. */
    void remember() throws IOException {
        spooled.clear();
        if (spoolBytes() < MOST_SPOOLED) {
            for (Path path : spool()) {
                spooled.put(path, Files.readAllBytes(path));
            }
        }
        if (Files.exists(file)) {
            versions.addFirst(Files.readAllBytes(file));
            if (versions.size() > VERSIONS) {
                versions.removeLast();
            }
        }
    }

    /** What lies in the spool before a replicator closes, which deletes the files that it kept for its next seals. */
    Map<Path, byte[]> spooledBeforeDeath() throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        for (Path path : spool()) {
            files.put(path, Files.readAllBytes(path));
        }
        return files;
    }

    /** A kill deletes nothing, and leaves, at worst, the next version half written beside the file. */
    void killed(Map<Path, byte[]> before) throws IOException {
        for (Map.Entry<Path, byte[]> file : before.entrySet()) {
            if (!Files.exists(file.getKey())) {
                Files.write(file.getKey(), file.getValue());
            }
        }
        if (Files.exists(file) && random.nextInt(8) == 0) {
            byte[] whole = Files.readAllBytes(file);
            byte[] half = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            Files.write(folder.resolve("state.json.tmp"), half);
        }
    }

    /** Brings an earlier version back, or leaves an empty file; and some of what was deleted from the spool. */
    void powerFailed() throws IOException {
        for (Map.Entry<Path, byte[]> file : spooled.entrySet()) {
            if (!Files.exists(file.getKey()) && random.nextBoolean()) {
                Files.write(file.getKey(), file.getValue());
            }
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                if (Files.exists(file)) {
                    Files.write(file, new byte[0]);
                }
            }
            case 1, 2 -> {
                Iterator<byte[]> older = versions.iterator();
                for (int skip = random.nextInt(VERSIONS); skip > 0 && older.hasNext(); skip--) {
                    older.next();
                }
                if (older.hasNext()) {
                    Files.write(file, older.next());
                }
            }
            default -> {} // it was written in time
        }
    }

    /** Tells whether a replica stands in the file. */
    boolean knows(Replica replica) throws IOException {
        return Files.exists(file)
                && Files.readString(file).contains('"' + replica.storage().toString() + '"');
    }

    /** Somebody deletes the whole folder. */
    void delete() throws IOException {
        versions.clear();
        spooled.clear();
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** How many bytes lie in the spool. */
    long spoolBytes() throws IOException {
        long bytes = 0;
        for (Path path : spool()) {
            bytes += Files.size(path);
        }
        return bytes;
    }

    private List<Path> spool() throws IOException {
        Path spool = folder.resolve("spool");
        if (!Files.exists(spool)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(spool)) {
            return all.sorted().toList();
        }
    }
}
