package dev.seawall.it;

import static dev.seawall.it.Source.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.seawall.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comes from Litestream with its file: replicates with it, converts it, and restores by a database's name. */
class ConfigurationIT {
    private static final String INSERT = "INSERT INTO item (body) VALUES (hex(randomblob(200)))";

    @TempDir
    Path folder;

    @Test
    void litestreamsFile_replicatedConvertedAndRestoredByName_givesBackEachDatabase() throws Exception {
        Source one = source("one");
        Source two = source("two");
        try (S3Server server = S3Server.start()) {
            server.createBucket("backups");
            // Credentials are in the file alone.
            Cli cli = new Cli(
                    folder,
                    Map.of("KEY_ID", key("LITESTREAM_ACCESS_KEY_ID"), "SECRET", key("LITESTREAM_SECRET_ACCESS_KEY")));
            String theirs = write("litestream.yml", litestream(server)).toString();
            try (Connection first = one.open();
                    Connection second = two.open();
                    Child replicator =
                            cli.start("replicate", Jvm.QUICK_START, List.of("replicate", "-config", theirs))) {
                run(first, INSERT);
                run(second, INSERT);
                await("a snapshot")
                        .ignoreExceptions()
                        .atMost(Duration.ofMinutes(1))
                        .until(this::hasSnapshot);
                run(first, INSERT);
                run(second, INSERT);
                replicator.terminate();
                replicator.expectExit(0);
            }

            Cli.Result converted = cli.run("config", "convert", theirs).expect(0);
            assertThat(converted.out()).contains("access-key-id: ${KEY_ID}", "secret-access-key: ${SECRET}");
            String ours = write("seawall.yml", converted.out()).toString();
            damageFolderReplica();
            Cli.Result fallback = restore(cli, ours, one);
            assertThat(fallback.err()).contains("not restoring from file://", "restoring from s3://backups/one");
            assertThat(restore(cli, ours, two).err()).doesNotContain("not restoring");
        }
        for (Source source : List.of(one, two)) {
            source.quiesce();
            source.expectEqual(restored(source));
        }
    }

    private Source source(String name) throws Exception {
        Source source = new Source(Files.createDirectory(folder.resolve(name)));
        source.create();
        return source;
    }

    private String litestream(S3Server server) {
        String endpoint = server.url("backups", "x").replaceFirst(".*endpoint=", "");
        return """
            access-key-id: $KEY_ID
            secret-access-key: ${SECRET}
            dbs:
              - path: %1$s/one/app.db
                replicas:
                  - path: %1$s/replica
                  - type: s3
                    bucket: backups
                    path: one
                    endpoint: %2$s
              - path: %1$s/two/app.db
                replica:
                  url: s3://backups/two
                  endpoint: %2$s
            """.formatted(folder, endpoint);
    }

    private static String key(String name) {
        return Objects.requireNonNull(S3Server.environment().get(name));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private Cli.Result restore(Cli cli, String file, Source source) throws Exception {
        return cli.run(
                        "restore",
                        source.database().toString(),
                        "-c",
                        file,
                        "-o",
                        restored(source).toString())
                .expect(0);
    }

    private Path restored(Source source) {
        return folder.resolve(source.folder().getFileName() + "-restored.db");
    }

    private boolean hasSnapshot() throws Exception {
        return objects(".snapshot.lz4").findAny().isPresent();
    }

    private void damageFolderReplica() throws Exception {
        for (Path snapshot : objects(".snapshot.lz4").toList()) {
            Files.write(snapshot, new byte[0]);
        }
    }

    private Stream<Path> objects(String suffix) throws Exception {
        Path replica = folder.resolve("replica");
        if (!Files.isDirectory(replica)) {
            return Stream.of();
        }
        try (Stream<Path> all = Files.walk(replica)) {
            return all.filter(path -> path.toString().endsWith(suffix)).toList().stream();
        }
    }
}
