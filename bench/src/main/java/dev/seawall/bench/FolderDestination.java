package dev.seawall.bench;

import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.StoredObject;
import dev.seawall.storage.file.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Path segments =
                url.root().resolve(SegmentName.folder(OneGeneration.of(storage).generation()));
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
        for (StoredObject object : objects()) {
            try (InputStream in = Files.newInputStream(url.root().resolve(object.key()))) {
                while (in.read(chunk) > 0) {}
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Listed as the replica's readers do it, who do not mind that half-written files come and go. */
    private List<StoredObject> objects() throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        storage.list("", "", objects::add);
        return objects.stream().filter(object -> object.key().endsWith(".lz4")).toList();
    }

    @Override
    public Traffic traffic() throws IOException {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<StoredObject> objects = objects();
        long bytes = objects.stream().mapToLong(StoredObject::sizeBytes).sum();
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
