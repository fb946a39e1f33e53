package dev.seawall.restore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims a name beside a target for the file that a restore works on, as long as it is open.
 *
 * <pre>
 * .app.db.restoring-0123456789abcdef         the file
 * .app.db.restoring-0123456789abcdef.lock    is there before the file and after it, locked as long as its owner lives
 * </pre>
 *
 * <p>A restore that is killed leaves both, but not the lock: {@link #sweep} tells by that which ones have no owner. The
 * lock is not on the file itself, because closing any descriptor of a file drops all locks of the process on it, and
 * SQLite opens and closes the file to check it.
 */
final class Claim implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Claim.class);
    private static final String MARK = ".restoring-";
    private static final String LOCK = ".lock";

    /** Opens every name of this process: to open and close a lock file of our own would drop its lock. */
    private static final String PROCESS = String.format("%08x", new SecureRandom().nextInt());

    /** A sweeper can take a lock file away between its creation and its lock; not for ever, though. */
    private static final int ATTEMPTS = 100;

    private final Path file;
    private final Path lockFile;
    private final FileChannel channel;

    private Claim(Path file, Path lockFile, FileChannel channel) {
        this.file = file;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** Claims a name that nobody uses, or has used. */
    static Claim beside(Path target) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            String name = String.format(
                    "%s%s%08x",
                    prefix(target), PROCESS, ThreadLocalRandom.current().nextInt());
            Path lockFile = target.resolveSibling(name + LOCK);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (isOurs(channel, lockFile)) {
                return new Claim(target.resolveSibling(name), lockFile, channel);
            }
            channel.close();
        }
        throw new IOException("others keep deleting files named " + prefix(target) + "* in " + target.getParent());
    }

    private static boolean isOurs(FileChannel channel, Path lockFile) {
        try {
            // Whoever takes the file away has its lock first: once we have the lock, one look is enough.
            return channel.tryLock() != null && Files.exists(lockFile);
        } catch (IOException e) {
            log.debug("{} cannot be locked", lockFile, e);
            return true; // nor can it be by a sweeper, who then leaves it alone
        }
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + MARK;
    }

    Path file() {
        return file;
    }

    /** Deletes what restores to the same target left behind that were killed. Never fails: that costs room, not safety. */
    static void sweep(Path target) {
        Pattern names = Pattern.compile(Pattern.quote(prefix(target)) + "[0-9a-f]{16}" + Pattern.quote(LOCK));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                target.resolveSibling("."),
                entry -> names.matcher(entry.getFileName().toString()).matches())) {
            for (Path lockFile : found) {
                String name = lockFile.getFileName().toString();
                if (!name.startsWith(prefix(target) + PROCESS)) {
                    sweepIfDead(target.resolveSibling(name), name);
                }
            }
        } catch (IOException e) {
            log.info("could not look for what killed restores left beside {}: {}", target, e.toString());
        }
    }

    private static void sweepIfDead(Path lockFile, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (tryLock(channel) == null) {
                return;
            }
            Path file = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
            if (Files.deleteIfExists(file)) {
                log.info("deleted {}, which a restore that was killed had left", file);
            }
            Files.deleteIfExists(lockFile);
        } catch (NoSuchFileException e) {
            // Its owner, or another sweeper, was faster.
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this process, from another class loader
        }
    }

    /** Deletes the file, if it is there, and gives its name up. Idempotent. */
    @Override
    public void close() throws IOException {
        try (channel) {
            for (Path path : List.of(file, lockFile)) {
                Files.deleteIfExists(path);
            }
        }
    }
}
