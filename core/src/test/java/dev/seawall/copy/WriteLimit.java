package dev.seawall.copy;

import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Takes so many objects and no more, as if the process that writes them were killed; remembers what was written. */
final class WriteLimit extends ForwardingStorage {
    private final int limit;
    private final List<String> written = new ArrayList<>();
    private byte[] lastContent = {};

    WriteLimit(Storage storage, int limit) {
        super(storage);
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
        return super.create(key, content);
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        Upload upload = super.startUpload(key, headBytes, expectedBytes);
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
    public void delete(Collection<String> keys) {
        throw new UnsupportedOperationException("a copy deletes nothing");
    }

    @Override
    public void close() {}
}
