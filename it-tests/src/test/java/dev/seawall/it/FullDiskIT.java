package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.seawall.Storages;
import dev.seawall.it.Cli.Result;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T20: fills each volume in turn: an error that says so, an application that does not notice what is not its own, and
 * all well again by itself once there is room. Skipped where no volume can be mounted.
 */
class FullDiskIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(20000)))";

    @TempDir
    Path folder;

    private Cli cli() {
        return new Cli(folder, Map.of());
    }

    private Source source(Path in) throws Exception {
        Source source = new Source(Files.createDirectory(in.resolve("source")));
        source.create();
        return source;
    }

    @Test
    void t20_stateVolumeFull_shipsOnAndRecovers() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 2)) {
            Source source = source(folder);
            Path replica = folder.resolve("replica");
            List<String> options = List.of(
                    "--state-dir",
                    volume.folder().resolve("state").toString(),
                    "--checkpoint-pages",
                    "50",
                    "--sync-interval",
                    "20ms");
            try (Connection application = source.open();
                    Child replicator = cli().replicate(source.database(), replica.toString(), options)) {
                run(application, INSERT);
                awaitObjects(replica, 2);
                volume.fill();
                int before = objects(replica);
                soon("shipping beside a full volume").until(() -> {
                    run(application, INSERT);
                    return objects(replica) > before + 3;
                });
                assertThat(replicator.err()).contains("state.json").contains("No space left");
                volume.free();
                run(application, INSERT, INSERT);
                replicator.terminate();
                replicator.expectExit(0);
            }
            assertThat(cli().list("generations", replica.toString())).hasSize(1);
            compare(source, replica.toString());
        }
    }

    @Test
    void t20_dataVolumeFull_isTheApplicationsErrorAloneAndPasses() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 8)) {
            Source source = source(volume.folder());
            Path replica = folder.resolve("replica");
            try (Connection application = source.open();
                    Child replicator = cli().replicate(
                                    source.database(), replica.toString(), List.of("--checkpoint-pages", "50"))) {
                run(application, INSERT);
                awaitObjects(replica, 2);
                volume.fill();
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 1_000; i++) {
                                run(application, INSERT);
                            }
                        })
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("FULL");
                assertThat(replicator.isAlive()).isTrue();
                volume.free();
                for (int i = 0; i < 20; i++) {
                    run(application, INSERT);
                }
                replicator.terminate();
                replicator.expectExit(0);
            }
            assertThat(cli().list("generations", replica.toString())).hasSize(1);
            compare(source, replica.toString());
        }
    }

    /** The replica is away for long, and what is kept for it takes the room that the application needs. */
    @Test
    void t20_spoolFillsTheDataVolume_historyIsGivenUpAndNotTheApplication() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 24)) {
            Source source = source(volume.folder());
            Path replica = folder.resolve("replica");
            Path away = folder.resolve("away");
            String update = "UPDATE item SET body = hex(randomblob(20000)) WHERE id = 1";
            try (Connection application = source.open();
                    Child replicator = cli().replicate(
                                    source.database(),
                                    replica.toString(),
                                    List.of("--checkpoint-pages", "100", "--sync-interval", "20ms"))) {
                run(application, INSERT);
                awaitObjects(replica, 2);
                Files.move(replica, away);
                soon("a full volume")
                        .until(() -> IntStream.range(0, 100).anyMatch(i -> !succeeds(application, update)));
                soon("a gap").until(() -> replicator.err().contains("spool_failed"));
                soon("room for the application").until(() -> succeeds(application, update));
                for (int i = 0; i < 500; i++) {
                    run(application, update);
                    Thread.sleep(5); // without a pause, the WAL alone could fill so small a volume
                }
                Files.move(away, replica);
                soon("a new generation").until(() -> replicator.err().contains("because of spool_failed"));
                replicator.terminate();
                replicator.expectExit(0);
            }
            compare(source, replica.toString());
        }
    }

    private static boolean succeeds(Connection application, String sql) {
        try {
            run(application, sql);
            return true;
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("FULL");
            return false;
        }
    }

    @Test
    void t20_replicaVolumeFull_waitsAndLeavesNothingHalfWritten() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 8)) {
            Source source = source(folder);
            Path replica = volume.folder().resolve("replica");
            try (Connection application = source.open();
                    Child replicator = cli().replicate(
                                    source.database(), replica.toString(), List.of("--sync-interval", "20ms"))) {
                run(application, INSERT);
                awaitObjects(replica, 2);
                volume.fill();
                soon("an error").until(() -> {
                    run(application, INSERT);
                    return replicator.err().contains("cannot ship");
                });
                assertThat(replicator.err()).contains("No space left");
                volume.free();
                soon("shipping again").until(() -> replicator.err().contains("works again"));
                replicator.terminate();
                replicator.expectExit(0);
            }
            assertThat(names(replica)).noneMatch(name -> name.endsWith(".tmp"));
            assertThat(cli().list("generations", replica.toString())).hasSize(1);
            compare(source, replica.toString());
        }
    }

    @Test
    void t20_restoreIntoAFullVolume_saysSoAndLeavesNothing() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 1)) {
            Source source = source(folder);
            try (Connection application = source.open()) {
                for (int i = 0; i < 50; i++) {
                    run(application, INSERT);
                }
            }
            String replica = folder.resolve("replica").toString();
            cli().run("replicate", "--once", source.database().toString(), replica)
                    .expect(0);
            Path target = volume.folder().resolve("app.db");

            Result result =
                    cli().run("restore", "-o", target.toString(), replica).expect(3);

            assertThat(result.errorLine()).contains(volume.folder().toString()).contains("No space left");
            assertThat(volume.folder()).isEmptyDirectory();
            compare(source, replica);
        }
    }

    @Test
    void t20_temporaryVolumeFull_isNamedAtTheStartAndDoesNoHarmLater() throws Exception {
        try (SmallVolume volume = SmallVolume.mount(folder, "volume", 16)) {
            Source source = source(folder);
            String replica = folder.resolve("replica").toString();
            List<String> jvm = new ArrayList<>(Jvm.QUICK_START);
            jvm.add("-Djava.io.tmpdir=" + volume.folder());
            volume.fill();
            List<String> args = Words.of(
                    "replicate",
                    List.of("--sync-interval", "20ms"),
                    source.database().toString(),
                    replica);
            try (Child refused = cli().start("replicate", jvm, args)) {
                assertThat(refused.exitCode()).isNotZero();
                assertThat(refused.err()).contains(volume.folder().toString());
            }
            volume.free();
            try (Connection application = source.open();
                    Child replicator = cli().start("replicate", jvm, args)) {
                run(application, INSERT);
                awaitObjects(Path.of(replica), 2);
                volume.fill();
                for (int i = 0; i < 50; i++) {
                    run(application, INSERT);
                }
                replicator.terminate();
                replicator.expectExit(0);
            }
            compare(source, replica);
        }
    }

    private void compare(Source source, String replica) throws Exception {
        try (Storage storage = Storages.open(StorageUrl.parse(replica))) {
            Comparison comparison = new Comparison(folder, cli(), replica, storage);
            comparison.expectLatest(source);
            comparison.expectPoints(5);
        }
    }

    private static void awaitObjects(Path replica, int count) {
        soon("objects").until(() -> objects(replica) >= count);
    }

    private static int objects(Path replica) throws Exception {
        return (int)
                names(replica).stream().filter(name -> name.endsWith(".lz4")).count();
    }

    private static List<String> names(Path replica) throws Exception {
        if (!Files.exists(replica)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(replica)) {
            return files.map(Path::toString).toList();
        }
    }

    private static ConditionFactory soon(String what) {
        return await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
