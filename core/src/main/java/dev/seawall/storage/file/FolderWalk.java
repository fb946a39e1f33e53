package dev.seawall.storage.file;

import dev.seawall.storage.ObjectKey;
import dev.seawall.storage.StoredObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a replica's folders. What vanishes meanwhile was deleted, and is no error; a missing folder is empty. A link
 * to what is not there is neither: the disk that it leads to may not be mounted.
 */
final class FolderWalk {
    private final Path root;

    FolderWalk(Path root) {
        this.root = root;
    }

    void visit(Path start, String startAfter, Consumer<StoredObject> visitor) throws IOException {
        if (!isFolder(start)) {
            return;
        }
        Files.walkFileTree(start, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String all = key(folder) + "/";
                boolean skip = !folder.equals(root) && !startAfter.startsWith(all) && !isListed(all, startAfter);
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    requireTarget(file); // links are followed where that is possible
                }
                String key = key(file);
                if (attributes.isRegularFile() && !TemporaryFile.isTemporary(key) && isListed(key, startAfter)) {
                    visitor.accept(new StoredObject(
                            key,
                            attributes.size(),
                            wholeMillis(attributes.lastModifiedTime().toInstant())));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return continueIfGone(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                return e == null ? FileVisitResult.CONTINUE : continueIfGone(e);
            }
        });
    }

    List<String> folders(Path parent) throws IOException {
        if (!isFolder(parent)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (isFolder(entry)) {
                    names.add(entry.getFileName().toString());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Rounded up: a time that is printed to the millisecond, and asked for again, must not be before the object. */
    private static Instant wholeMillis(Instant time) {
        Instant whole = time.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(time) ? time : whole.plusMillis(1);
    }

    private static boolean isListed(String key, String startAfter) {
        return startAfter.isEmpty() || ObjectKey.isAfter(key, startAfter);
    }

    /**
     * Tells whether there is such a folder.
     *
     * @throws IOException if that cannot be told, the root is something else, or a link on the way leads nowhere
     */
    boolean isFolder(Path folder) throws IOException {
        // What a JDK answers below a file differs from version to version, so ask for what is on the way ourselves.
        for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                requireTarget(at);
            }
            if (root.startsWith(at) && Files.exists(at)) {
                throw new FileSystemException(at.toString(), null, FileFaults.NOT_A_FOLDER);
            }
        }
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void requireTarget(Path link) throws FileSystemException {
        if (!Files.exists(link)) {
            throw new FileSystemException(link.toString(), null, FileFaults.LEADS_NOWHERE);
        }
    }

    private String key(Path path) {
        return root.relativize(path).toString().replace(File.separatorChar, '/');
    }

    private static FileVisitResult continueIfGone(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
