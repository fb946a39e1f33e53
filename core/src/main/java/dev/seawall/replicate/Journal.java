package dev.seawall.replicate;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.seawall.io.FolderSync;
import dev.seawall.replicate.Course.Gap;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code state.json}: for each replica, up to where everything is acknowledged. It is a hint, proven against the
 * WAL and the replica before it is believed; losing it costs a new generation, nothing else. Safe for several threads.
 */
final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int VERSION = 1;
    private static final String SUM = "crc32c";

    private final Path file;
    private final long savedTimeMillis;
    private final Map<String, SavedReplica> replicas;
    private final FileIdentity database;
    private boolean failing;
    private boolean unsynced;
    private boolean closed;

    private Journal(Path file, long savedTimeMillis, Map<String, SavedReplica> replicas, FileIdentity database) {
        this.file = file;
        this.savedTimeMillis = savedTimeMillis;
        this.replicas = replicas;
        this.database = database;
    }

    /**
     * Reads the file, if there is one; one that makes no sense is as good as none.
     *
     * @throws IOException if it cannot be read: without it, all that is sealed would be given up
     */
    static Journal open(Path file, FileIdentity database) throws IOException {
        if (Files.exists(file)) {
            byte[] content = Files.readAllBytes(file);
            try {
                return parse(file, JSON.std.mapFrom(content), database);
            } catch (IOException | IllegalArgumentException e) {
                log.warn("cannot use {} ({}): going on without it", file, e.getMessage());
            }
        }
        return new Journal(file, 0, new LinkedHashMap<>(), database);
    }

    private static Journal parse(Path file, @Nullable Map<String, Object> map, FileIdentity database)
            throws IOException {
        if (map == null) {
            throw new IllegalArgumentException("it says null");
        }
        Map<String, SavedReplica> replicas = new LinkedHashMap<>();
        Object sum = map.remove(SUM);
        String expected = sum(map);
        if (!expected.equals(sum)) {
            throw new IllegalArgumentException(SUM + " is " + sum + ", expected " + expected);
        }
        if (map.get("version") instanceof Number version
                && version.intValue() == VERSION
                && map.get("lastCommitMillis") instanceof Number last
                && map.get("replicas") instanceof Map<?, ?> saved) {
            saved.forEach((name, value) -> {
                if (name instanceof String key && value instanceof Map<?, ?> replica) {
                    replicas.put(key, SavedReplica.of(replica));
                }
            });
            return new Journal(file, last.longValue(), replicas, database);
        }
        throw new IllegalArgumentException("not a state file of version " + VERSION);
    }

    /** A wrong digit would still be JSON, and a wrong commit number or index would go on as a history with a hole. */
    private static String sum(Map<String, Object> map) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(JSON.std.asBytes(map));
        return String.format("%08x", crc.getValue());
    }

    /** What was saved of a replica, by its address. */
    synchronized Optional<SavedReplica> saved(String replica) {
        return Optional.ofNullable(replicas.get(replica));
    }

    /** Tells whether nothing was saved of any replica. */
    synchronized boolean isEmpty() {
        return replicas.isEmpty();
    }

    /** The latest commit time ever given, in milliseconds since 1970-01-01T00:00Z; 0 if none is known. */
    long savedTimeMillis() {
        return savedTimeMillis;
    }

    /**
     * Writes down how far a replica is, and why its history ends there or soon after, if it does. Not fsynced before
     * {@link #sync}: after a power loss it may be older, which costs a look. Where it cannot be written, shipping goes on all
     * the same, and the log says so once until it can.
     *
     * @param cursor what is acknowledged on the course
     */
    synchronized void save(String replica, Course course, Cursor cursor, Tape tape) {
        save(replica, course, cursor, tape, Write.SOON);
    }

    /**
     * Writes down that a generation began, durably: if a power loss brought the one before back, it could go on beside its
     * successor, and what it took in would never be the latest.
     */
    synchronized void saveBegun(String replica, Course course, Cursor cursor, Tape tape) {
        save(replica, course, cursor, tape, Write.NOW);
    }

    private enum Write {
        SOON,
        NOW
    }

    private void save(String replica, Course course, Cursor cursor, Tape tape, Write write) {
        if (closed) {
            return; // a thread that outlived its replicator must not overwrite what the next one says
        }
        Salt salt = tape.stretch(cursor.place().cycle())
                .flatMap(Tape.Stretch::header)
                .map(WalHeader::salt)
                .orElse(new Salt(0, 0));
        Optional<String> gap = course.gap().map(Gap::reason);
        replicas.put(replica, SavedReplica.of(database, cursor, salt, gap, course.notBeforeMillis()));
        Map<String, Object> all = new LinkedHashMap<>();
        replicas.forEach((name, saved) -> all.put(name, saved.toMap()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", VERSION);
        map.put("lastCommitMillis", tape.lastTimeMillis());
        map.put("replicas", all);
        try {
            map.put(SUM, sum(map));
            byte[] text = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asBytes(map);
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            if (write == Write.NOW) {
                Files.write(temporary, text, CREATE, TRUNCATE_EXISTING, WRITE, SYNC);
            } else {
                Files.write(temporary, text);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (write == Write.NOW) {
                FolderSync.sync(file.resolveSibling("."));
            }
            unsynced = write == Write.SOON;
            failing = false;
        } catch (IOException e) {
            sayFailing(e);
            if (write == Write.NOW) {
                forget();
            }
        }
    }

    private void sayFailing(IOException e) {
        if (!failing) {
            log.warn("cannot write {} ({}): after a restart, a new generation may be needed", file, e.toString());
        }
        failing = true;
    }

    /**
     * Makes durable what was saved: what lies before the places in it may be let go of then, because an older file, which
     * would need it, cannot come back. Where it fails, it is as if nothing could be saved.
     */
    synchronized void sync() {
        if (closed || !unsynced) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.force(true);
            FolderSync.sync(file.resolveSibling("."));
            unsynced = false;
        } catch (IOException e) {
            sayFailing(e);
        }
    }

    /** What the file says of the generation before must not be believed any more: none is better, and needs no room. */
    private void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("cannot delete {} ({}): delete it before the next start", file, e.toString());
        }
    }

    /** Writes nothing from now on. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
