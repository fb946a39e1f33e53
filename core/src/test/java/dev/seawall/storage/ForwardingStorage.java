package dev.seawall.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Passes each call on to another storage: a test overrides what it wants to see, or to fail. */
public abstract class ForwardingStorage implements Storage {
    private final Storage storage;

    protected ForwardingStorage(Storage storage) {
        this.storage = storage;
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
