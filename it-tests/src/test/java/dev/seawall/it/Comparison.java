package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.it.Cli.Point;
import dev.seawall.it.Cli.Restored;
import dev.seawall.replica.GenerationId;
import dev.seawall.restore.NothingToRestoreException;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.restore.Timeline;
import dev.seawall.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Ends a test: restores, has SQLite check what came, and compares it with the source, and with what SQLite makes of the
 * same objects.
 *
 * @param folder for what is restored
 * @param storage where {@code url} leads to
 */
record Comparison(Path folder, Cli cli, String url, Storage storage) {
    private static final String ITEMS = "SELECT id, hex(body) FROM item ORDER BY id";

    /** Compares the latest state; nobody may have the source open. */
    void expectLatest(Source source) throws Exception {
        source.quiesce();
        Path target = Files.createTempDirectory(folder, "latest").resolve("app.db");
        Restored restored = cli.restore(url, target, "--check", "full");
        source.expectEqual(restored.database());
        expectIntegrity(restored.database());
    }

    static void expectIntegrity(Path database) throws Exception {
        try (Connection connection = Source.open(database)) {
            assertThat(Rows.of(connection, "PRAGMA integrity_check"))
                    .as("integrity of %s", database)
                    .containsExactly(List.of("ok"));
        }
    }

    /** Waits until all rows of the table {@code item} as they are now can be restored. */
    void awaitShipped(Connection application) throws Exception {
        List<List<String>> expected = Rows.of(application, ITEMS);
        await("all rows in the replica")
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> latestItems().equals(expected));
    }

    private List<List<String>> latestItems() throws Exception {
        Path target = Files.createTempDirectory(folder, "probe").resolve("app.db");
        try {
            new Restorer().restore(RestoreRequest.latest(storage, target));
        } catch (NothingToRestoreException e) {
            return List.of();
        }
        try (Connection restored = Source.open(target)) {
            return Rows.of(restored, ITEMS);
        } finally {
            Files.delete(target);
        }
    }

    /** Tells whether anything can be restored. */
    boolean isRestorable() throws Exception {
        return Timeline.open(storage).spans().stream()
                .anyMatch(span -> span.range().isPresent());
    }

    /** All restore points, oldest first. */
    List<Point> points() throws Exception {
        Timeline timeline = Timeline.open(storage);
        List<Point> points = new ArrayList<>();
        for (Timeline.Span span : timeline.spans()) {
            if (span.range().isPresent()) {
                for (RestorePoint point : timeline.points(span.generation(), Instant.EPOCH, Integer.MAX_VALUE)) {
                    points.add(new Point(
                            span.generation().text(),
                            point.commit().orElseThrow(),
                            point.position().index(),
                            point.position().offsetBytes()));
                }
            }
        }
        return points;
    }

    /** Looks at what was restored for a point. */
    interface Look {
        void at(Point point, Path restored) throws Exception;
    }

    void expectPoints(int most) throws Exception {
        expectPoints(most, new Random(most), (point, restored) -> {});
    }

    /** Restores some points, of whichever generations, in order, and compares each with SQLite's work. */
    void expectPoints(int most, Random random, Look look) throws Exception {
        List<Point> all = points();
        List<Point> chosen = new ArrayList<>(all);
        Collections.shuffle(chosen, random);
        chosen = chosen.stream()
                .limit(most)
                .sorted(Comparator.comparingInt(all::indexOf))
                .toList();
        assertThat(chosen).as("restore points").isNotEmpty();
        Path own = Files.createTempDirectory(folder, "points");
        Oracle oracle = null;
        String generation = "";
        for (Point point : chosen) {
            if (oracle == null || !generation.equals(point.generation())) {
                generation = point.generation();
                oracle = new Oracle(storage, generation, Files.createDirectory(own.resolve(generation)));
            }
            String name = point.generation() + "-" + point.commit();
            Path restored = restore(point, own.resolve(name + ".db"));
            Path rebuilt = own.resolve(name + "-rebuilt.db");
            oracle.rebuild(point, rebuilt);
            Source.expectEqual(rebuilt, restored);
            expectIntegrity(restored);
            look.at(point, restored);
            Files.delete(restored);
            Files.delete(rebuilt);
        }
    }

    /** Restores in this process, which is much faster than in one of its own. */
    Path restore(Point point, Path target) throws Exception {
        new Restorer()
                .restore(RestoreRequest.latest(storage, target)
                        .withGeneration(new GenerationId(point.generation()))
                        .withTarget(new Target.AtCommit(point.commit())));
        return target;
    }
}
