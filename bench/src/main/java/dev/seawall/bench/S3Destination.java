package dev.seawall.bench;

import dev.seawall.Storages;
import dev.seawall.bench.s3.BareClient;
import dev.seawall.bench.s3.S3Application;
import dev.seawall.restore.FetchAhead;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Is a replica in the {@link S3Application}, a process of its own. */
final class S3Destination implements Destination {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOAD_PATIENCE = Duration.ofMinutes(10);
    private static final List<String> KINDS = List.of("PUT", "GET", "LIST", "DELETE", "HEAD");
    private static final String PREFIX = "app";

    private final Child server;
    private final String url;
    private final Storage storage;
    private final BareClient bare;
    private final Arrivals arrivals;

    private S3Destination(Child server, int frontPort, int serverPort, Arrivals arrivals) {
        this.server = server;
        this.url = url(frontPort);
        this.storage = Storages.open(StorageUrl.parse(url(serverPort)), Optional.of(S3Application.ACCESS_KEY));
        this.bare = new BareClient(frontPort);
        this.arrivals = arrivals;
    }

    /** @param folder takes what the server writes to its standard error */
    static S3Destination start(Path folder, Duration latency) throws IOException, InterruptedException {
        Arrivals arrivals = new Arrivals();
        Child server = Child.java(
                folder, S3Application.class, line -> note(line, arrivals), Long.toString(latency.toMillis()));
        try {
            String[] ports = server.expect("ready", PATIENCE).split(" ");
            return new S3Destination(server, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]), arrivals);
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static boolean note(String line, Arrivals arrivals) {
        String[] words = line.split(" ");
        if (!words[0].equals("stored")) {
            return false;
        }
        if (words[1].endsWith(".wal.lz4")) {
            arrivals.note(words[1].substring(words[1].lastIndexOf('/') + 1), Long.parseLong(words[2]));
        }
        return true;
    }

    private static String url(int port) {
        return "s3://" + S3Application.BUCKET + "/" + PREFIX + "?endpoint=http://127.0.0.1:" + port;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", S3Application.ACCESS_KEY.id(),
                "AWS_SECRET_ACCESS_KEY", S3Application.ACCESS_KEY.secret(),
                "AWS_EC2_METADATA_DISABLED", "true");
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public Arrivals watch() {
        return arrivals;
    }

    @Override
    public void load(Path replica) throws IOException, InterruptedException {
        server.tell("load " + replica + " " + PREFIX);
        server.expect("loaded", LOAD_PATIENCE);
    }

    @Override
    public void barePuts(int times, Histogram histogram) throws IOException {
        bare.put(times, histogram);
    }

    @Override
    public Duration bareGets(int connections, Duration patience) throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>();
        storage.list("", "", object -> keys.add(PREFIX + "/" + object.key()));
        return bare.get(keys, FetchAhead.atOnce(keys.size(), connections), patience); // as a restore would
    }

    @Override
    public Traffic traffic() throws IOException, InterruptedException {
        server.tell("counts");
        String[] numbers = server.expect("counts", PATIENCE).split(" ");
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < KINDS.size(); i++) {
            counts.put(KINDS.get(i), Long.parseLong(numbers[i]));
        }
        int bytes = KINDS.size();
        return new Traffic(
                counts,
                Long.parseLong(numbers[bytes]),
                Long.parseLong(numbers[bytes + 1]),
                Duration.ofNanos(Long.parseLong(numbers[bytes + 2])));
    }

    @Override
    public void close() {
        bare.close();
        storage.close();
        server.close();
    }
}
