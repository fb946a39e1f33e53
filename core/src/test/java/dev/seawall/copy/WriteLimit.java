package dev.seawall.copy;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StoredObject;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Takes so many objects and no more, as if the process that writes them were killed; remembers what was written. */
final class WriteLimit implements Storage {
    private final Storage storage;
    private final int limit;
    private final List<String> written = new ArrayList<>();
    private byte[] lastContent = {};

    WriteLimit(Storage storage, int limit) {
        this.storage = storage;
        this.limit = limit;
    }

    List<String> written() {
        return written;
    }

    /** The array, not what is in it. */
    byte[] lastContent() {
        return lastContent;
    }

    private void count(String key) throws StorageException {
        if (written.size() == limit) {
            throw new StorageException(Kind.REFUSED, "the end, as asked", null);
        }
        written.add(key);
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        count(key);
        lastContent = content.arrayOffset() == 0 ? content.array() : new byte[0];
        return storage.create(key, content);
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        Upload upload = storage.startUpload(key, headBytes, expectedBytes);
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws StorageException {
                upload.write(bytes, offset, length);
            }

            @Override
            public PutResult complete(byte[] head) throws StorageException {
                count(key);
                return upload.complete(head);
            }

            @Override
            public void close() {
                upload.close();
            }
        };
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
    public void delete(Collection<String> keys) {
        throw new UnsupportedOperationException("a copy deletes nothing");
    }

    @Override
    public String toString() {
        return storage.toString();
    }

    @Override
    public void close() {}
}
