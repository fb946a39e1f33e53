package dev.seawall.retention;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what is deleted from another storage, in which order. */
final class DeletionLog implements Storage {
    private final Storage storage;
    private final List<String> deleted = new ArrayList<>();

    DeletionLog(Storage storage) {
        this.storage = storage;
    }

    List<String> deleted() {
        return deleted;
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        return storage.create(key, content);
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
        deleted.addAll(keys);
        storage.delete(keys);
    }

    @Override
    public void close() {
        storage.close();
    }
}
