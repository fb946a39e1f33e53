package dev.seawall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.storage.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies from a folder to a bucket, and back to another folder. */
class CopyIT {
    @TempDir
    Path folder;

    @Test
    void copy_thereAndBack_isTheSameByteForByte() throws Exception {
        Source source = new Source(Files.createDirectory(folder.resolve("source")));
        source.create();
        Cli cli = new Cli(folder, S3Server.environment());
        Path replica = folder.resolve("replica");
        Path back = folder.resolve("back");
        try (S3Server server = S3Server.start();
                Connection application = source.open()) {
            server.createBucket("app");
            String bucket = server.url("app", "copy");
            // A snapshot that goes in parts, and segments that go at once.
            Source.run(application, "INSERT INTO item (body) VALUES (randomblob(9500000))");
            cli.run("replicate", "--once", source.database().toString(), replica.toString())
                    .expect(0);
            Map<String, byte[]> objects = objects(replica);
            assertThat(objects).hasSizeGreaterThan(2);

            assertThat(copied(cli.run("copy", "--json", replica.toString(), bucket)))
                    .isEqualTo(String.valueOf(objects.size()));
            assertThat(copied(cli.run("copy", "--json", bucket, back.toString())))
                    .isEqualTo(String.valueOf(objects.size()));

            Map<String, byte[]> returned = objects(back);
            assertThat(returned).containsOnlyKeys(objects.keySet());
            returned.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(objects.get(name)));
        }
    }

    private static String copied(Cli.Result result) throws IOException {
        return String.valueOf(JSON.std.mapFrom(result.expect(0).out()).get("copied_objects"));
    }

    private static Map<String, byte[]> objects(Path replica) throws IOException {
        Map<String, byte[]> objects = new TreeMap<>();
        try (Stream<Path> files = Files.walk(replica)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                objects.put(replica.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return objects;
    }
}
