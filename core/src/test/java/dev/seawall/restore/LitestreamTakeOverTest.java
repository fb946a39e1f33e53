package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.Replication;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Options;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica that Litestream 0.3 wrote is gone on with: our generation begins beside theirs, and both can be restored. */
class LitestreamTakeOverTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"basic", "two-generations", "several-snapshots"})
    void replicate_ontoAReplicaOfTheirs_leavesTheirsAndFollowsIt(String fixture) throws Exception {
        MemoryStorage storage = LitestreamFixture.storage(fixture);
        List<String> theirObjects = keys(storage);
        List<GenerationId> theirs = Timeline.open(storage).generations();
        GenerationId last = theirs.get(theirs.size() - 1);
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096)) {
            app.insert(3, 100);
            Replication.Settings settings = new Replication.Settings(
                    Options.DEFAULTS, JournalMode.REQUIRE_WAL, Optional.empty(), Duration.ofMinutes(1));

            assertThat(new Replication(database, List.of(storage), settings).runOnce())
                    .isEqualTo(Replication.Outcome.ALL_SHIPPED);

            Timeline after = Timeline.open(storage);
            assertThat(after.generations())
                    .startsWith(theirs.toArray(GenerationId[]::new))
                    .hasSize(theirs.size() + 1);
            Timeline.Span ours = after.spans().get(theirs.size());
            assertThat(ours.predecessor().flatMap(Predecessor::generation)).isEqualTo(Optional.of(last));
            assertThat(keys(storage)).containsAll(theirObjects);
            try (Application restored = Application.open(restore(RestoreRequest.latest(storage, output("ours"))))) {
                assertThat(restored.number("SELECT count(*) FROM t")).isEqualTo(app.number("SELECT count(*) FROM t"));
            }
        }
        Path byGeneration =
                restore(RestoreRequest.latest(storage, output("theirs")).withGeneration(last));
        assertThat(hash(byGeneration))
                .isEqualTo(LitestreamFixture.expected(fixture).get("restored_sha256"));
        Path byTime = restore(RestoreRequest.latest(storage, output("then"))
                .withTarget(new Target.AtTime(lastMoment(storage, last))));
        assertThat(hash(byTime)).isEqualTo(LitestreamFixture.expected(fixture).get("restored_sha256"));
    }

    private static Instant lastMoment(MemoryStorage storage, GenerationId generation) throws Exception {
        return Timeline.open(storage).spans().stream()
                .filter(span -> span.generation().equals(generation))
                .flatMap(span -> span.range().stream())
                .findFirst()
                .orElseThrow()
                .last()
                .time();
    }

    private Path output(String name) {
        return folder.resolve(name + ".db");
    }

    private static Path restore(RestoreRequest request) throws Exception {
        return new Restorer().restore(request.withCheck(Check.FULL)).output();
    }

    private static List<String> keys(MemoryStorage storage) throws Exception {
        List<String> keys = new ArrayList<>();
        storage.list("", "", object -> keys.add(object.key()));
        return keys;
    }

    private static String hash(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
