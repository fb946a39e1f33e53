package dev.seawall.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Tells one file from another that took its path: device and inode.
 *
 * @param text such as {@code (dev=fe00,ino=1234)}; compared, and kept in the state file, as it is
 */
public record FileIdentity(String text) {
    private static final int ROOT = 0;

    /** Asks the file system, without opening the file. */
    public static FileIdentity of(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        // Windows has no file key; there, the creation time is what tells a replaced file.
        return new FileIdentity(
                key != null
                        ? key.toString()
                        : Files.readAttributes(path, BasicFileAttributes.class)
                                .creationTime()
                                .toString());
    }

    /** Tells whether a path leads to this very file now. */
    boolean isAt(Path path) {
        try {
            return equals(of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** Tells whether files that we create beside {@code database} could be used by its owner: we are it, or root. */
    boolean maySafelyCreateBeside(Path database) {
        if (!database.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        try {
            int owner = (Integer) Files.getAttribute(database, "unix:uid");
            Path self = Path.of("/proc/self");
            if (!Files.exists(self)) {
                return true;
            }
            int us = (Integer) Files.getAttribute(self, "unix:uid");
            return us == ROOT || us == owner;
        } catch (IOException e) {
            return false;
        }
    }
}
