package dev.seawall.restore;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.storage.MemoryStorage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** Opens replicas that Litestream 0.3.13 wrote, and what it restored from them. */
final class LitestreamFixture {
    private LitestreamFixture() {}

    /** Git keeps no times, and an unstamped replica is told apart by nothing else. */
    static MemoryStorage storage(String fixture) throws Exception {
        MemoryStorage storage = new MemoryStorage();
        for (Map.Entry<?, ?> object :
                ((Map<?, ?>) Objects.requireNonNull(expected(fixture).get("objects"))).entrySet()) {
            String key = (String) object.getKey();
            Object nanos = Objects.requireNonNull(((Map<?, ?>) object.getValue()).get("mtime_ns"));
            byte[] bytes = Files.readAllBytes(folder(fixture).resolve("replica").resolve(key));
            storage.put(key, bytes, Instant.EPOCH.plusNanos((Long) nanos));
        }
        return storage;
    }

    static Map<String, Object> expected(String fixture) throws Exception {
        return JSON.std.mapFrom(Files.readString(folder(fixture).resolve("expected.json")));
    }

    private static Path folder(String fixture) throws Exception {
        URI resource = Objects.requireNonNull(LitestreamFixture.class.getResource("/litestream-0.3/" + fixture))
                .toURI();
        return Path.of(resource);
    }
}
