package dev.seawall.storage.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A file half written, beside the place where it will appear. Deleted when it closes. Not safe for several threads. */
final class TemporaryFile implements AutoCloseable {
    static final String SUFFIX = ".tmp";
    private static final String PREFIX = ".seawall-";

    /** Concurrent writers need names of their own; a clash is one in 2^64. */
    private static final SecureRandom NAMES = new SecureRandom();

    /** A deletion that runs beside us may remove the folder between making and using it; not for ever, though. */
    private static final int ATTEMPTS = 100;

    private final Path path;
    private final Disk disk;
    private final RandomAccessFile file;

    private TemporaryFile(Path path, Disk disk) throws IOException {
        this.path = path;
        this.disk = disk;
        this.file = disk.create(path);
    }

    /** Opens one in the folder of {@code target}, which is made if it is missing. */
    static TemporaryFile beside(Path target, Folders folders, Disk disk) throws IOException {
        Path path = target.resolveSibling(PREFIX + String.format("%016x", NAMES.nextLong()) + SUFFIX);
        for (int attempt = 1; ; attempt++) {
            folders.create(Folders.of(path));
            try {
                return new TemporaryFile(path, disk);
            } catch (FileNotFoundException e) {
                if (attempt == ATTEMPTS || Files.isDirectory(Folders.of(path))) {
                    throw e;
                }
            }
        }
    }

    /** Tells whether a key or file name is never an object: ours under way, or Litestream's. */
    static boolean isTemporary(String name) {
        return name.endsWith(SUFFIX);
    }

    /** Tells whether it is we who named it so. */
    static boolean isOurs(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    Path path() {
        return path;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        disk.write(file, path, bytes, offset, length);
    }

    void writeAtStart(byte[] bytes) throws IOException {
        file.seek(0);
        disk.write(file, path, bytes, 0, bytes.length);
    }

    void sync() throws IOException {
        disk.sync(file, path);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            disk.delete(path);
        }
    }
}
