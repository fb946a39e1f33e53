package dev.seawall.bench;

import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.ReplicaListing;
import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.file.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Is a replica in a folder. */
final class FolderDestination implements Destination {
    private final Path parent;
    private final StorageUrl.File url;
    private final Storage storage;
    private final Arrivals arrivals = new Arrivals();
    private Optional<FolderWatch> watch = Optional.empty();

    /** @param parent takes the replica's folder, and what bare puts leave */
    FolderDestination(Path parent) {
        this.parent = parent;
        this.url = new StorageUrl.File(parent.resolve("replica"));
        this.storage = new FileStorage(url.root());
    }

    @Override
    public String url() {
        return url.toString();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public Arrivals watch() throws IOException {
        Collection<GenerationListing> generations = ReplicaListing.read(storage).generations();
        Path segments = url.root()
                .resolve(SegmentName.folder(generations.iterator().next().generation()));
        watch = Optional.of(FolderWatch.start(segments, arrivals));
        return arrivals;
    }

    @Override
    public void load(Path replica) throws IOException {
        Files.move(replica, url.root());
    }

    @Override
    public void barePuts(int times, Histogram histogram) throws IOException {
        BarePut.measure(parent, times, histogram);
    }

    @Override
    public Duration bareGets(int connections, Duration patience) throws IOException {
        long began = System.nanoTime();
        byte[] chunk = new byte[1 << 20];
        for (Path file : files()) {
            try (InputStream in = Files.newInputStream(file)) {
                while (in.read(chunk) > 0) {}
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(url.root())) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(url.root())) {
            return walk.filter(file -> file.toString().endsWith(".lz4")).toList();
        }
    }

    @Override
    public Traffic traffic() throws IOException {
        Map<String, Long> counts = new LinkedHashMap<>();
        long bytes = 0;
        List<Path> objects = files();
        for (Path object : objects) {
            bytes += Files.size(object);
        }
        counts.put("objects", (long) objects.size());
        return new Traffic(counts, bytes, 0, Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        if (watch.isPresent()) {
            watch.get().close();
        }
        storage.close();
    }
}
