package dev.seawall.bench;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import dev.seawall.storage.file.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps objects as files like the storage in a folder, and does not wait for the disk: a day of segments would take half an
 * hour to make otherwise. Good for samples alone.
 */
final class HurriedFolder implements Storage {
    private final Path root;
    private final Storage storage;

    HurriedFolder(Path root) {
        this.root = root;
        this.storage = new FileStorage(root);
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        Path file = root.resolve(key);
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (ByteBuffer left = content.duplicate(); left.hasRemaining(); ) {
                    channel.write(left);
                }
            }
            return PutResult.CREATED;
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.UNREACHABLE, "creating " + file + ": " + e, e);
        }
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        return storage.startUpload(key, headBytes, expectedBytes);
    }

    @Override
    public InputStream read(String key) throws StorageException {
        return storage.read(key);
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        return storage.readRange(key, offsetBytes, lengthBytes);
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        storage.list(prefix, startAfter, visitor);
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        return storage.listFolders(prefix);
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        storage.delete(keys);
    }

    @Override
    public String toString() {
        return storage.toString();
    }

    @Override
    public void close() {
        storage.close();
    }
}
