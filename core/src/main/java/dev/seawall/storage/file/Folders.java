package dev.seawall.storage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Makes folders, and makes what stands in them durable. */
final class Folders {
    private static final boolean SYNCABLE = !System.getProperty("os.name", "").startsWith("Windows");

    private Folders() {}

    /** Returns the folder of a file; not for the root of the file system. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Makes a folder and those above it that are missing, each durable in the one above. */
    static void create(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.push(at);
        }
        for (Path next : missing) {
            try {
                Files.createDirectory(next);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(next)) {
                    throw new FileSystemException(next.toString(), null, FileFaults.NOT_A_FOLDER);
                }
            }
            // Also where another thread made it: that thread may not have come to this line yet.
            Path parent = next.getParent();
            if (parent != null) {
                sync(parent);
            }
        }
    }

    /**
     * Makes the names in a folder durable: which files are there, and which are no more. An interrupt does not get in
     * the way and is not lost.
     */
    static void sync(Path folder) throws IOException {
        if (!SYNCABLE) {
            return;
        }
        // Java opens folders only as channels, which close when their thread is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
