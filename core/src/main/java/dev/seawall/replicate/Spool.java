package dev.seawall.replicate;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Keeps what must be safe when the WAL is cut and a replica does not have it yet: verbatim WAL bytes, one file a seal,
 * fsynced. They survive a crash. Safe for several threads.
 */
final class Spool {
    private record Key(long cycle, long offsetBytes) {
        static final Comparator<Key> IN_ORDER =
                Comparator.comparingLong(Key::cycle).thenComparingLong(Key::offsetBytes);

        static Key of(SealFile file) {
            return new Key(file.seal().cycle(), file.seal().start().offsetBytes());
        }
    }

    private final Path folder;
    private final NavigableMap<Key, SealFile> files = new TreeMap<>(Key.IN_ORDER);
    private long bytes;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder with what an earlier process sealed. What is not whole was never called safe, and is deleted. */
    static Spool open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Spool spool = new Spool(folder);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{wal,tmp}")) {
            for (Path path : found) {
                Optional<SealFile> file =
                        path.toString().endsWith(SealFile.SUFFIX) ? SealFile.read(path) : Optional.empty();
                if (file.isPresent()) {
                    spool.add(file.get());
                } else {
                    Files.delete(path);
                }
            }
        }
        return spool;
    }

    private synchronized void add(SealFile file) {
        files.put(Key.of(file), file);
        bytes += file.diskBytes();
    }

    /** What is sealed, by cycle and offset. */
    synchronized List<Seal> seals() {
        return files.values().stream().map(SealFile::seal).toList();
    }

    /** The last sealed place of a cycle; empty if nothing of it is sealed. */
    synchronized Optional<Place> sealedTo(long cycle) {
        return Optional.ofNullable(files.floorEntry(new Key(cycle, Long.MAX_VALUE)))
                .map(entry -> entry.getValue().seal().end())
                .filter(end -> end.cycle() == cycle);
    }

    /** Where what is sealed from a place on ends, followed across cycles; the place itself if nothing follows it. */
    synchronized Place endOfRun(Place from) {
        Key first = files.floorKey(new Key(from.cycle(), from.offsetBytes()));
        Place at = from;
        for (SealFile file : (first == null ? files : files.tailMap(first, true)).values()) {
            if (file.seal().follows(at)) {
                at = file.seal().end();
            }
        }
        return at;
    }

    /** Where the last seal that begins before a place begins; empty if there is none. */
    synchronized Optional<Place> lastStartBefore(Place place) {
        return Optional.ofNullable(files.lowerEntry(new Key(place.cycle(), place.offsetBytes())))
                .map(entry -> entry.getValue().seal().start());
    }

    /**
     * Seals verified bytes; they are on disk when this returns. On failure nothing of them is.
     *
     * @param content holds them at its front
     */
    void seal(Seal seal, byte[] content) throws IOException {
        add(SealFile.write(folder, seal, content));
    }

    /** Reads sealed bytes; returns how many, 0 if this place is not sealed. Fewer than asked for where a seal ends. */
    synchronized int read(long cycle, long offsetBytes, byte[] into, int at, int length) throws IOException {
        Map.Entry<Key, SealFile> entry = files.floorEntry(new Key(cycle, offsetBytes));
        return entry != null && entry.getValue().seal().holds(cycle, offsetBytes)
                ? entry.getValue().read(offsetBytes, into, at, length)
                : 0;
    }

    /**
     * Lets go of the seals that nobody needs, and deletes them.
     *
     * @throws IOException if a file could not be deleted: then the next start finds it once more
     */
    synchronized void release(Predicate<Seal> needed) throws IOException {
        IOException failure = null;
        for (Iterator<SealFile> each = files.values().iterator(); each.hasNext(); ) {
            SealFile file = each.next();
            if (!needed.test(file.seal())) {
                bytes -= file.diskBytes();
                each.remove();
                try {
                    Files.deleteIfExists(file.path());
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** How much of the disk it takes. */
    synchronized long bytes() {
        return bytes;
    }
}
