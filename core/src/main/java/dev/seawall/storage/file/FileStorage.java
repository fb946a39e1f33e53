package dev.seawall.storage.file;

import dev.seawall.storage.ObjectKey;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.StoredObject;
import dev.seawall.storage.WholeInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Keeps objects as files below a folder, which need not exist yet.
 *
 * <p>A process that is killed may leave a {@code .seawall-….tmp} file. It is never seen as an object, and is deleted
 * once it is a day old, before the first write of a later process.
 */
public final class FileStorage implements Storage {
    private final Path root;
    private final Disk disk;
    private final Folders folders;
    private final FileFaults faults;
    private final Publication publication;
    private final FolderWalk walk;
    private final Leftovers leftovers;
    private final AtomicBoolean swept = new AtomicBoolean();

    public FileStorage(Path root) {
        this(root, new RealDisk(Files::createLink), InstantSource.system());
    }

    FileStorage(Path root, Disk disk, InstantSource clock) {
        this.root = root.toAbsolutePath().normalize();
        this.disk = disk;
        this.faults = new FileFaults(this.root);
        this.folders = new Folders(this.root, disk);
        this.publication = new Publication(disk, folders);
        this.walk = new FolderWalk(this.root);
        this.leftovers = new Leftovers(this.root, clock);
    }

    /** From now on, a root that is missing is an error for whoever writes. */
    @Override
    public void requirePlace() throws StorageException {
        try {
            if (!walk.isFolder(root)) {
                throw new StorageException(
                        Kind.UNREACHABLE,
                        root
                                + " is gone, and was there before: mount its disk; where the replica was deleted for good,"
                                + " make the folder, and it begins anew",
                        null);
            }
        } catch (IOException e) {
            throw faults.translate("looking at", root, e);
        }
        folders.expectRoot();
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        Path file = writable(key);
        try {
            if (Files.exists(file)) {
                return publication.settleExisting(file);
            }
            try (TemporaryFile temporary = TemporaryFile.beside(file, folders, disk)) {
                temporary.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
                temporary.sync();
                return publication.publish(temporary, file);
            }
        } catch (IOException e) {
            throw faults.translate("creating", file, e);
        }
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        Path file = writable(key);
        try {
            return FileUpload.start(file, headBytes, TemporaryFile.beside(file, folders, disk), publication, faults);
        } catch (IOException e) {
            throw faults.translate("creating", file, e);
        }
    }

    @Override
    public InputStream read(String key) throws StorageException {
        Path file = resolve(key);
        try {
            RandomAccessFile opened = open(file);
            return new WholeInputStream(
                    new PlainFileInputStream(opened),
                    file.toString(),
                    lengthOf(opened),
                    e -> faults.translate(FileFaults.READING, file, e));
        } catch (IOException e) {
            throw faults.translate(FileFaults.READING, file, e);
        }
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        if (offsetBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException("offset " + offsetBytes + ", length " + lengthBytes);
        }
        Path file = resolve(key);
        try (RandomAccessFile opened = open(file)) {
            long available = Math.max(0, opened.length() - offsetBytes);
            byte[] bytes = new byte[(int) Math.min(lengthBytes, available)];
            opened.seek(offsetBytes);
            opened.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw faults.translate(FileFaults.READING, file, e);
        }
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        Path folder = folder(prefix);
        try {
            walk.visit(folder, startAfter, visitor);
        } catch (IOException e) {
            throw faults.translate("listing", folder, e);
        }
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        Path folder = folder(prefix);
        try {
            return walk.folders(folder);
        } catch (IOException e) {
            throw faults.translate("listing", folder, e);
        }
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        try (Deletion deletion = new Deletion(root, disk, folders, faults)) {
            for (String key : keys) {
                deletion.delete(resolve(key));
            }
        }
    }

    @Override
    public String toString() {
        return new StorageUrl.File(root).toString();
    }

    @Override
    public void close() {
        // Holds nothing between two calls.
    }

    private Path writable(String key) throws StorageException {
        Path file = resolve(key);
        if (swept.compareAndSet(false, true)) {
            leftovers.sweep();
        }
        return file;
    }

    private Path resolve(String key) throws StorageException {
        if (TemporaryFile.isTemporary(key)) {
            throw new StorageException(
                    Kind.REFUSED,
                    "'" + key + "' cannot be the key of a file: names that end with .tmp are files half " + "written",
                    null);
        }
        return path(ObjectKey.legal(key));
    }

    private Path folder(String prefix) throws StorageException {
        return path(ObjectKey.legalPrefix(prefix));
    }

    private Path path(String key) throws StorageException {
        try {
            return root.resolve(key);
        } catch (InvalidPathException e) {
            throw new StorageException(
                    Kind.REFUSED,
                    "'" + key + "' cannot be a file's name here: " + e.getReason() + "; a UTF-8 locale may help",
                    e);
        }
    }

    private static long lengthOf(RandomAccessFile opened) throws IOException {
        try {
            return opened.length();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static RandomAccessFile open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new RandomAccessFile(file.toFile(), "r");
    }
}
