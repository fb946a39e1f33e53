package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.storage.MemoryStorage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that Litestream 0.3.13 wrote come back as Litestream 0.3.13 restores them. */
class LitestreamFixtureTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic",
                "one-large-transaction",
                "page-512",
                "page-65536",
                "several-snapshots",
                "two-generations",
                "vacuum-shrinks"
            })
    void restore_ofLatest_isWhatLitestreamRestores(String fixture) throws Exception {
        Map<String, Object> expected = expected(fixture);
        Path output = directory.resolve("restored.db");
        new Restorer()
                .restore(RestoreRequest.latest(storage(fixture, expected), output)
                        .withCheck(Check.FULL));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(output));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.get("restored_sha256"));
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(output));
    }

    /** Git keeps no times, and an unstamped replica is told apart by nothing else. */
    private static MemoryStorage storage(String fixture, Map<String, Object> expected) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        for (Map.Entry<?, ?> object : ((Map<?, ?>) Objects.requireNonNull(expected.get("objects"))).entrySet()) {
            String key = (String) object.getKey();
            Object nanos = Objects.requireNonNull(((Map<?, ?>) object.getValue()).get("mtime_ns"));
            byte[] bytes = Files.readAllBytes(folder(fixture).resolve("replica").resolve(key));
            storage.put(key, bytes, Instant.EPOCH.plusNanos((Long) nanos));
        }
        return storage;
    }

    private static Map<String, Object> expected(String fixture) throws Exception {
        return JSON.std.mapFrom(Files.readString(folder(fixture).resolve("expected.json")));
    }

    private static Path folder(String fixture) throws Exception {
        URI resource = Objects.requireNonNull(LitestreamFixtureTest.class.getResource("/litestream-0.3/" + fixture))
                .toURI();
        return Path.of(resource);
    }
}
