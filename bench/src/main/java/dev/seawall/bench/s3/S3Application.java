package dev.seawall.bench.s3;

import dev.seawall.storage.AccessKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Is an S3 server that checks signatures and keeps its one bucket in memory, with a {@link Front} that is as far away as a
 * network would make it.
 *
 * <p>Says {@code ready}, the port of the front and its own. Then obeys, a line each: {@code load FOLDER PREFIX} puts files
 * there as objects and says {@code loaded}; {@code counts} says what came through the front. Says {@code stored}, path and
 * time for each object that came in there. Ends when its standard input does.
 */
public final class S3Application {
    public static final String BUCKET = "bench";
    /** Good for a server on this machine's loopback that lives as long as a benchmark. */
    public static final AccessKey ACCESS_KEY = new AccessKey("bench-key", "bench-secret");

    private final BlobStore store;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private S3Application(BlobStore store) {
        this.store = store;
    }

    /** @param args the latency in milliseconds */
    public static void main(String[] args) throws Exception {
        S3Application application = new S3Application(new IndexedStore(new TransientNio2BlobStore()));
        application.run(Duration.ofMillis(Long.parseLong(args[0])));
        // Jetty's threads would go on.
        Runtime.getRuntime().halt(0);
    }

    private void run(Duration latency) throws Exception {
        store.createContainer(BUCKET);
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY.id(), ACCESS_KEY.secret())
                .stopTimeout(0)
                .build();
        server.start();
        Front front = Front.open(server.getPort(), latency, (path, nanos) -> say("stored " + path + " " + nanos));
        say("ready " + front.port() + " " + server.getPort());
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("load")) {
                    int prefix = words[1].lastIndexOf(' ');
                    say("loaded " + load(Path.of(words[1].substring(0, prefix)), words[1].substring(prefix + 1)));
                } else {
                    say("counts " + front.counts().line());
                }
            }
        }
    }

    private synchronized void say(String line) {
        out.println(line);
    }

    private int load(Path folder, String prefix) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            PutObjectRequest request = PutObjectRequest.builder()
                    .bucket(BUCKET)
                    .key(prefix + "/" + folder.relativize(file).toString().replace('\\', '/'))
                    .contentLength(Files.size(file))
                    .build();
            try (InputStream content = Files.newInputStream(file)) {
                store.putBlob(request, content);
            }
        }
        return files.size();
    }
}
