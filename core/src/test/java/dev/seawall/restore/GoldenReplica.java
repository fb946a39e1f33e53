package dev.seawall.restore;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.replica.GenerationId;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Opens a replica that a version of ours wrote once, and what it must be restored to. */
public final class GoldenReplica {
    public static final String OBJECTS = "replica";
    public static final String EXPECTED = "expected.json";

    private final Path folder;

    /** A restore point, and the hash of the database file there. */
    record Expected(GenerationId generation, long commit, String sha256) {}

    GoldenReplica(String name) throws Exception {
        folder = Path.of(Objects.requireNonNull(GoldenReplica.class.getResource("/golden/" + name))
                .toURI());
    }

    /** Nothing may depend on the objects' own times, which git does not keep. */
    MemoryStorage storage() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        Path root = folder.resolve(OBJECTS);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                storage.put(root.relativize(file).toString(), Files.readAllBytes(file), Instant.EPOCH);
            }
        }
        return storage;
    }

    /** In the order of the commits. */
    List<Expected> expected() throws Exception {
        List<Expected> commits = new ArrayList<>();
        Map<String, Object> told = JSON.std.mapFrom(Files.readString(folder.resolve(EXPECTED)));
        for (Object each : (List<?>) Objects.requireNonNull(told.get("commits"))) {
            Map<?, ?> commit = (Map<?, ?>) each;
            commits.add(new Expected(
                    new GenerationId((String) Objects.requireNonNull(commit.get("generation"))),
                    ((Number) Objects.requireNonNull(commit.get("commit"))).longValue(),
                    (String) Objects.requireNonNull(commit.get("sha256"))));
        }
        return commits;
    }

    public static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
