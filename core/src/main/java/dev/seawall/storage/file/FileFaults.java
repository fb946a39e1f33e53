package dev.seawall.storage.file;

import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Tells the failures of a file system apart. Java keeps the operating system's error only as its text, so this reads
 * the texts of Linux and macOS; where one is in another language the kind is {@code REFUSED}, except for a full disk.
 */
final class FileFaults {
    /** As the system says it, for those that we find ourselves. */
    static final String NOT_A_FOLDER = "Not a directory";
    /** There is a link, and nothing where it leads. */
    static final String LEADS_NOWHERE = "a link that leads nowhere";
    /** A folder was there before. */
    static final String GONE = "a folder of it was there before and is gone";

    static final String READING = "reading";

    private final Path root;

    FileFaults(Path root) {
        this.root = root;
    }

    StorageException translate(String doing, Path path, IOException e) {
        if (e instanceof StorageException ours) {
            return ours;
        }
        String failed = doing + " " + path + ": ";
        return switch (kind(doing, path, e)) {
            case NOT_FOUND -> new StorageException(Kind.NOT_FOUND, failed + "there is no such object", e);
            case NO_CONTAINER ->
                new StorageException(
                        Kind.NO_CONTAINER,
                        failed + "a file stands where a folder should; check the replica's address",
                        e);
            case FORBIDDEN ->
                new StorageException(
                        Kind.FORBIDDEN,
                        failed + "not allowed (" + reason(e) + "); give user " + System.getProperty("user.name")
                                + " access to " + root,
                        e);
            case FULL ->
                new StorageException(
                        Kind.FULL, failed + "no room (" + reason(e) + "); make room or raise the quota", e);
            case UNREACHABLE ->
                new StorageException(
                        Kind.UNREACHABLE, failed + reason(e) + "; look at the disk or the network mount", e);
            default -> new StorageException(Kind.REFUSED, failed + reason(e), e);
        };
    }

    private Kind kind(String doing, Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            // Writing makes the folders that it needs; where that leads nowhere, as below /proc, nobody may.
            return doing.equals(READING) ? Kind.NOT_FOUND : Kind.FORBIDDEN;
        }
        if (e instanceof AccessDeniedException) {
            return Kind.FORBIDDEN;
        }
        String reason = reason(e).toLowerCase(Locale.ROOT);
        if (containsAny(reason, "no space left", "quota exceeded")) {
            return Kind.FULL;
        }
        if (containsAny(reason, "permission denied", "operation not permitted", "read-only file system")) {
            return Kind.FORBIDDEN;
        }
        if (containsAny(reason, "not a directory")) {
            // Reading a/b where a is an object: there is no a/b. Elsewhere it is the replica that has no place.
            return doing.equals(READING) && Files.isDirectory(root) ? Kind.NOT_FOUND : Kind.NO_CONTAINER;
        }
        if (containsAny(
                reason,
                "stale",
                "input/output error",
                "timed out",
                "not connected",
                "host is down",
                LEADS_NOWHERE,
                GONE)) {
            return Kind.UNREACHABLE;
        }
        if (e instanceof FileNotFoundException && !Files.exists(path)) {
            return Kind.NOT_FOUND;
        }
        return isFull() ? Kind.FULL : Kind.REFUSED;
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(root).getUsableSpace() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "the folder does not exist and cannot be made";
        }
        String message = String.valueOf(e.getMessage());
        // "path (reason)": the path must not be taken for a reason.
        int bracket = e instanceof FileNotFoundException ? message.lastIndexOf(" (") : -1;
        return bracket < 0 ? message : message.substring(bracket + 2, message.length() - 1);
    }

    private static boolean containsAny(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
