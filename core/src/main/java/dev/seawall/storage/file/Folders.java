package dev.seawall.storage.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the folders below a replica's root, so that they and what is in them outlast a power failure. */
final class Folders {
    private static final Logger log = LoggerFactory.getLogger(Folders.class);

    private final Path root;
    private final Disk disk;
    /** Folders below the root whose own names are durable, as far as we know. */
    private final Set<Path> settled = ConcurrentHashMap.newKeySet();

    Folders(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /** Returns the folder of a file; not for the root of the file system. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /**
     * Makes a folder and those above it that are missing, each durable in the one above.
     *
     * @throws FileSystemException if one is missing that was there before: made anew on another disk, it would hold a part
     *     of a replica
     */
    void create(Path folder) throws IOException {
        Deque<Path> unsure = new ArrayDeque<>();
        for (Path at = folder; at != null && (isUnsure(at) || !Files.isDirectory(at)); at = at.getParent()) {
            if (settled.contains(at) && Files.notExists(at)) {
                throw new FileSystemException(at.toString(), null, FileFaults.GONE);
            }
            unsure.push(at);
        }
        for (Path next : unsure) {
            if (!Files.isDirectory(next)) {
                make(next);
                if (next.equals(root)) {
                    log.info("made the folder {}", root);
                }
            }
            // Also where another made it: that thread, or a process that was killed, may not have come to this line.
            Path parent = next.getParent();
            if (parent != null) {
                disk.syncFolder(parent);
            }
            settled.add(next);
        }
    }

    /** Makes the name of a file durable, and those of the folders that it is in. */
    void settle(Path file) throws IOException {
        create(of(file));
        disk.syncFolder(of(file));
    }

    /** From now on, does not make the root. */
    void expectRoot() {
        settled.add(root);
    }

    /** Runs what may remove a folder, which may be made anew then. */
    void remove(Path folder, Removal removal) throws IOException {
        // Before it is gone: another thread may want it at any time.
        boolean known = settled.remove(folder);
        try {
            removal.run();
            settled.remove(folder); // somebody may have found it there meanwhile
        } catch (IOException e) {
            if (known) {
                settled.add(folder);
            }
            throw e;
        }
    }

    /** Removes a folder that is empty, or fails. */
    interface Removal {
        void run() throws IOException;
    }

    private boolean isUnsure(Path folder) {
        return folder.startsWith(root) && !folder.equals(root) && !settled.contains(folder);
    }

    private void make(Path folder) throws IOException {
        try {
            disk.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new FileSystemException(folder.toString(), null, FileFaults.NOT_A_FOLDER);
            }
        }
    }
}
