package dev.seawall.replica;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StoredObject;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the names of all objects of a replica, by generation. Storages may list in any order, and twice.
 *
 * <p>The order of the generations here is that of their random names, not of time.
 */
public final class ReplicaListing {
    private final SortedMap<GenerationId, GenerationListing> generations;

    private ReplicaListing(SortedMap<GenerationId, GenerationListing> generations) {
        this.generations = generations;
    }

    /** @throws DamagedReplicaException if a name looks like ours and is not: {@link ObjectName#parse} */
    public static ReplicaListing read(Storage storage) throws IOException {
        return read(storage, ObjectName.GENERATIONS, "");
    }

    /** The generations beside one, in no order, without listing them; folders of other names are not ours. */
    public static List<GenerationId> generationsBeside(Storage storage, GenerationId generation) throws IOException {
        return storage.listFolders(ObjectName.GENERATIONS).stream()
                .filter(GenerationId::isValid)
                .map(GenerationId::new)
                .filter(other -> !other.equals(generation))
                .toList();
    }

    static ReplicaListing read(Storage storage, String prefix, String startAfter) throws IOException {
        Collector collector = new Collector();
        storage.list(prefix, startAfter, collector::add);
        return collector.finish();
    }

    public Collection<GenerationListing> generations() {
        return generations.values();
    }

    public Optional<GenerationListing> generation(GenerationId id) {
        return Optional.ofNullable(generations.get(id));
    }

    /** Sorts objects by generation. A visitor cannot throw what we must, so the first bad name waits for the end. */
    private static final class Collector {
        private final Map<GenerationId, Map<SegmentName, Listed<SegmentName>>> segments = new HashMap<>();
        private final Map<GenerationId, Map<SnapshotName, Listed<SnapshotName>>> snapshots = new HashMap<>();
        private @Nullable DamagedReplicaException bad;

        void add(StoredObject object) {
            try {
                ObjectName.parse(object.key()).ifPresent(name -> add(name, object));
            } catch (DamagedReplicaException e) {
                bad = bad == null ? e : bad;
            }
        }

        private void add(ObjectName name, StoredObject object) {
            if (name instanceof SegmentName segment) {
                segments.computeIfAbsent(name.generation(), g -> new TreeMap<>())
                        .put(segment, new Listed<>(segment, object.sizeBytes(), object.modified()));
            } else if (name instanceof SnapshotName snapshot) {
                snapshots
                        .computeIfAbsent(name.generation(), g -> new TreeMap<>())
                        .put(snapshot, new Listed<>(snapshot, object.sizeBytes(), object.modified()));
            }
        }

        ReplicaListing finish() throws DamagedReplicaException {
            if (bad != null) {
                throw bad;
            }
            SortedMap<GenerationId, GenerationListing> all = new TreeMap<>();
            segments.forEach((id, found) ->
                    all.put(id, new GenerationListing(id, List.copyOf(found.values()), snapshotsOf(id))));
            snapshots
                    .keySet()
                    .forEach(id -> all.computeIfAbsent(id, g -> new GenerationListing(g, List.of(), snapshotsOf(g))));
            return new ReplicaListing(all);
        }

        private List<Listed<SnapshotName>> snapshotsOf(GenerationId id) {
            return List.copyOf(snapshots.getOrDefault(id, Map.of()).values());
        }
    }
}
