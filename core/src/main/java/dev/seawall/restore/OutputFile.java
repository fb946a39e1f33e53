package dev.seawall.restore;

import dev.seawall.io.FolderSync;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Holds a file under a name of its own beside the target, until it is published under the target's name, or closed.
 *
 * <p>Nothing is ever replaced: the target and the names of its WAL, its shared memory and its journal must be free, at
 * the beginning and again at the end. If the process is asked to stop, the file is deleted on the way out; if it is
 * killed, the next restore to the same target deletes it.
 */
final class OutputFile implements Closeable {
    private static final List<String> COMPANIONS = List.of("", "-wal", "-shm", "-journal");

    private final Path target;
    private final Claim claim;
    private final Thread onExit;
    private boolean open = true;

    /**
     * Creates the empty file.
     *
     * @throws TargetInTheWayException if there is anything at the target, or beside it under SQLite's names
     * @throws NoSuchFileException if the target's directory does not exist
     */
    OutputFile(Path path) throws IOException {
        target = path.toAbsolutePath();
        requireFree(target);
        Path directory = directory();
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "the directory to restore into does not exist");
        }
        Claim.sweep(target);
        claim = Claim.beside(target);
        onExit = new Thread(this::delete, "delete-" + claim.file().getFileName());
        Runtime.getRuntime().addShutdownHook(onExit);
        createTemporary();
    }

    private void createTemporary() throws IOException {
        try {
            Files.createFile(temporary());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static void requireFree(Path target) throws TargetInTheWayException {
        for (String companion : COMPANIONS) {
            Path file = target.resolveSibling(target.getFileName() + companion);
            // A dangling link would be followed on opening, so it is in the way as well.
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new TargetInTheWayException(file);
            }
        }
    }

    Path temporary() {
        return claim.file();
    }

    /**
     * Gives the file the target's name, durably. Its content must be on disk already. An interrupt that came before this ends
     * it, later ones do not get in the way: what fails once the file has its name leaves it there, whole.
     */
    void publish() throws IOException {
        requireFree(target);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before " + target + " got its name");
        }
        try {
            // A hard link fails where the name is taken; a rename would replace what came there in the meantime.
            Files.createLink(target, temporary());
        } catch (FileAlreadyExistsException e) {
            throw new TargetInTheWayException(target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            renameWithoutLink();
        }
        FolderSync.sync(directory());
        close();
    }

    /** For file systems without hard links; the check right before is the best there is. */
    private void renameWithoutLink() throws IOException {
        requireFree(target);
        try {
            Files.move(temporary(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("cannot rename within " + directory(), e);
        }
    }

    private Path directory() {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(target + " is not a file's path");
        }
        return parent;
    }

    /** Deletes the file under its own name; what was published stays. Idempotent. */
    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            try {
                Runtime.getRuntime().removeShutdownHook(onExit);
            } catch (IllegalStateException e) {
                // The process is on its way out, and the hook deletes the same file.
            }
            claim.close();
        }
    }

    private void delete() {
        try {
            claim.close();
        } catch (IOException e) {
            // Nobody is left to be told, and the file's name says what it is.
        }
    }
}
