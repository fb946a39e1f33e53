package dev.seawall.storage.file;

import dev.seawall.storage.PutResult;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives a finished temporary file its name, without ever replacing what has that name.
 *
 * <p>A rename would replace. A hard link does not: of all the processes that try, one succeeds. File systems without
 * links (FAT, some network mounts) get a check and a rename, one thread at a time; there two <em>processes</em> that
 * create the same object in the same instant may replace one another's.
 */
final class Publication {
    private final Disk disk;
    private final Folders folders;
    private final ReentrantLock renaming = new ReentrantLock();

    Publication(Disk disk, Folders folders) {
        this.disk = disk;
        this.folders = folders;
    }

    /** @param temporary written and synced; it keeps its own name until it closes, or loses it here */
    PutResult publish(TemporaryFile temporary, Path file) throws IOException {
        try {
            disk.link(file, temporary.path());
        } catch (FileAlreadyExistsException e) {
            return settleExisting(file);
        } catch (AccessDeniedException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // "Operation not permitted", "not supported", "Too many links": the reason differs from system to system.
            return rename(temporary, file);
        }
        folders.settle(file);
        return PutResult.CREATED;
    }

    /** Makes sure of an object that was there: whoever named it may have been killed before it was durable. */
    PutResult settleExisting(Path file) throws IOException {
        folders.settle(file);
        return PutResult.ALREADY_EXISTS;
    }

    private PutResult rename(TemporaryFile temporary, Path file) throws IOException {
        renaming.lock();
        try {
            if (Files.exists(file)) {
                return settleExisting(file);
            }
            disk.move(temporary.path(), file);
            folders.settle(file);
            return PutResult.CREATED;
        } finally {
            renaming.unlock();
        }
    }
}
