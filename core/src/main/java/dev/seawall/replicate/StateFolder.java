package dev.seawall.replicate;

import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.DatabaseException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Is the folder that holds what a replicator remembers, locked so that a second one on this machine stays away. */
final class StateFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;

    private StateFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** The folder for a database whose user named none: {@code .<name>-seawall} beside it. */
    static Path defaultFor(Path database) {
        return database.resolveSibling("." + database.getFileName() + "-seawall");
    }

    static StateFolder open(Path folder) throws DatabaseException {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new DatabaseException(
                        Kind.ALREADY_REPLICATED,
                        "another Seawall on this machine uses " + folder
                                + ": stop that one, or name both replicas in one call",
                        null);
            }
            return new StateFolder(folder, channel);
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException e) {
            throw new DatabaseException(
                    Kind.FAILED,
                    "cannot use the state folder " + folder + ": " + e + "; make it writable, or name another with"
                            + " --state-dir",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this process
        }
    }

    Path stateFile() {
        return folder.resolve("state.json");
    }

    Path spool() {
        return folder.resolve("spool");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
