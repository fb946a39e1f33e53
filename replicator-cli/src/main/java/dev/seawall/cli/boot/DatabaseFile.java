package dev.seawall.cli.boot;

import dev.seawall.restore.TargetInTheWayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells whether a database is where one is expected, so that none is restored over it. */
public final class DatabaseFile {
    private DatabaseFile() {}

    /**
     * Tells whether there is something that is kept.
     *
     * @throws TargetInTheWayException if there is a file of 0 bytes: taken for a database, it would let an application
     *     start without its data, as after a crash or a {@code touch}
     * @throws IOException if nobody can tell: a folder that may not be entered is none in which the file is missing
     */
    public static boolean isAt(Path path) throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            if (file.isRegularFile() && file.size() == 0) {
                throw TargetInTheWayException.empty(path);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
