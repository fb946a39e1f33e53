package dev.seawall.replicate;

import dev.seawall.io.FolderSync;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what must be safe when the WAL is cut and a replica does not have it yet: verbatim WAL bytes, one file a seal,
 * fsynced. They survive a crash. Safe for several threads.
 */
final class Spool {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);

    private record Key(long cycle, long offsetBytes) {
        static final Comparator<Key> IN_ORDER =
                Comparator.comparingLong(Key::cycle).thenComparingLong(Key::offsetBytes);

        static Key of(SealFile file) {
            return new Key(file.seal().cycle(), file.seal().start().offsetBytes());
        }
    }

    private final Path folder;
    private final NavigableMap<Key, SealFile> files = new TreeMap<>(Key.IN_ORDER);
    private final SpareFiles spares;
    /** Only one seals at a time. */
    private long lastNumber;

    private long bytes;

    private Spool(Path folder, long spareBytes) {
        this.folder = folder;
        this.spares = new SpareFiles(spareBytes);
    }

    /**
     * Opens the folder, which holds nothing for this process before {@link #recover}.
     *
     * @param spareBytes how much to keep, at most, of files that nobody needs, for the next seals
     */
    static Spool open(Path folder, long spareBytes) throws IOException {
        createPrivately(folder);
        return new Spool(folder, spareBytes);
    }

    /**
     * Takes up what an earlier process sealed. What is not whole was never called safe, and is deleted. What is whole may be
     * in the system's memory only: it is durable when this returns, and so is what is deleted.
     */
    void recover() throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, "*{" + SealFile.SUFFIX + "," + SealFile.UNFINISHED_SUFFIX + "}")) {
            for (Path path : found) {
                recover(path);
            }
        }
        FolderSync.sync(folder);
    }

    private void recover(Path path) {
        try {
            Optional<SealFile> file =
                    path.toString().endsWith(SealFile.SUFFIX) ? SealFile.read(path) : Optional.empty();
            if (file.isPresent()) {
                file.get().sync();
                add(file.get());
            } else {
                Files.delete(path);
            }
        } catch (IOException e) {
            log.error("cannot read {} ({}): going on without it", path, e.toString());
        }
    }

    /** What is sealed is content of the database, which others may not be allowed to read. */
    private static void createPrivately(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            PosixFileAttributeView mode = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
            if (mode != null) {
                mode.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
            FolderSync.sync(folder.resolveSibling("."));
        }
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

    /** The last seal that begins before a place; empty if there is none. */
    synchronized Optional<Seal> lastBefore(Place place) {
        return Optional.ofNullable(files.lowerEntry(new Key(place.cycle(), place.offsetBytes())))
                .map(entry -> entry.getValue().seal());
    }

    /** Where the first seal of a cycle begins that begins after an offset; empty if there is none. */
    synchronized OptionalLong nextStart(long cycle, long offsetBytes) {
        Key next = files.higherKey(new Key(cycle, offsetBytes));
        return next == null || next.cycle() != cycle ? OptionalLong.empty() : OptionalLong.of(next.offsetBytes());
    }

    /**
     * Seals verified bytes; they are on disk when this returns. On failure nothing of them is.
     *
     * @param content holds them at its front
     */
    void seal(Seal seal, byte[] content) throws IOException {
        try {
            Optional<Path> spare = spares.take();
            add(spare.isPresent() ? SealFile.rewrite(spare.get(), seal, content) : create(seal, content));
        } catch (IOException e) {
            deleteSparesAfter(e); // the disk may be full
            throw e;
        }
    }

    /** A name says nothing of what is in the file: that may change. */
    private SealFile create(Seal seal, byte[] content) throws IOException {
        long number = lastNumber;
        Path path;
        do {
            number++;
            path = folder.resolve(String.format("%08d%s", number, SealFile.SUFFIX));
        } while (Files.exists(path)); // of an earlier process
        SealFile file = SealFile.create(path, seal, content);
        lastNumber = number; // a try that failed says the same name the next time
        return file;
    }

    /** Reads sealed bytes; returns how many, 0 if this place is not sealed. Fewer than asked for where a seal ends. */
    synchronized int read(long cycle, long offsetBytes, byte[] into, int at, int length) {
        Map.Entry<Key, SealFile> entry = files.floorEntry(new Key(cycle, offsetBytes));
        if (entry == null || !entry.getValue().seal().holds(cycle, offsetBytes)) {
            return 0;
        }
        try {
            return entry.getValue().read(offsetBytes, into, at, length);
        } catch (IOException e) {
            log.error(
                    "cannot read {} ({}): going on without it", entry.getValue().path(), e.toString());
            return 0; // as good as gone: whoever needs it finds that out, and what to do then
        }
    }

    /** Tells whether some seal is not needed. */
    synchronized boolean hasOther(Predicate<Seal> needed) {
        return files.values().stream().anyMatch(file -> !needed.test(file.seal()));
    }

    /**
     * Lets go of the seals that nobody needs. That is durable before anything newer is sealed: one that came back after a
     * power cut could hide a newer one. Some of their files are kept for the next seals, until {@link #deleteSpares}.
     *
     * @throws IOException if a file could not be let go of: then the next start may find it once more
     */
    void release(Predicate<Seal> needed) throws IOException {
        IOException failure = null;
        for (SealFile file : takeOther(needed)) {
            try {
                SealFile.invalidate(file.path());
                spares.add(file);
            } catch (IOException e) {
                failure = e;
                // So that the next seal is a new file, and syncs the folder that this one is deleted from.
                deleteSparesAfter(e);
                SealFile.deleteAfter(e, file.path());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized List<SealFile> takeOther(Predicate<Seal> needed) {
        List<SealFile> others = new ArrayList<>();
        for (Iterator<SealFile> each = files.values().iterator(); each.hasNext(); ) {
            SealFile file = each.next();
            if (!needed.test(file.seal())) {
                bytes -= file.diskBytes();
                each.remove();
                others.add(file);
            }
        }
        return others;
    }

    private void deleteSparesAfter(IOException failure) {
        try {
            spares.delete();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** How much of the disk it takes, with the files that are kept for the next seals. */
    synchronized long bytes() {
        return bytes + spares.bytes();
    }

    /** Tells whether files are kept for the next seals. */
    boolean hasSpares() {
        return spares.bytes() > 0;
    }

    /** Gives the disk back what is kept for the next seals. */
    void deleteSpares() throws IOException {
        spares.delete();
    }
}
