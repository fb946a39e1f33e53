package dev.seawall.storage.file;

import dev.seawall.storage.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes files in order, and the folders that this empties, up to the root and without it. */
final class Deletion implements AutoCloseable {
    private final Path root;
    private final Disk disk;
    private final Folders folders;
    private final FileFaults faults;
    /** Names have gone from here and that is not durable yet. */
    private @Nullable Path unsynced;

    Deletion(Path root, Disk disk, Folders folders, FileFaults faults) {
        this.root = root;
        this.disk = disk;
        this.folders = folders;
        this.faults = faults;
    }

    void delete(Path file) throws StorageException {
        try {
            if (!Folders.of(file).equals(unsynced)) {
                settle();
            }
            if (isObject(file) && disk.delete(file)) {
                unsynced = Folders.of(file);
            }
            removeEmptyFolders(Folders.of(file));
        } catch (IOException e) {
            throw faults.translate("deleting", file, e);
        }
    }

    @Override
    public void close() throws StorageException {
        try {
            settle();
        } catch (IOException e) {
            throw faults.translate("deleting from", root, e);
        }
    }

    private static boolean isObject(Path file) throws IOException {
        try {
            return !Files.readAttributes(file, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            // Something below an object cannot be there.
            if (FileFaults.NOT_A_FOLDER.equals(e.getReason())) {
                return false;
            }
            throw e;
        }
    }

    private void removeEmptyFolders(Path folder) throws IOException {
        for (Path at = folder; !at.equals(root); at = Folders.of(at)) {
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.exists(at)) {
                    // An object, or a link to a folder elsewhere.
                    return;
                }
                continue;
            }
            try {
                removeEmpty(at);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private void removeEmpty(Path folder) throws IOException {
        folders.remove(folder, () -> {
            // If somebody else was faster, the folder above may be empty all the same.
            if (disk.delete(folder)) {
                unsynced = Folders.of(folder);
            }
        });
    }

    private void settle() throws IOException {
        Path folder = unsynced;
        unsynced = null;
        try {
            if (folder != null) {
                disk.syncFolder(folder);
            }
        } catch (NoSuchFileException e) {
            // Gone with all that was in it.
        }
    }
}
