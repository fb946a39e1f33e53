package dev.seawall.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Passes each call on to another storage, and lets a test act, or fail it, just before or just after. */
public final class WatchedStorage implements Storage {
    /** Tells the calls apart. */
    public enum Call {
        CREATE,
        START_UPLOAD,
        WRITE,
        COMPLETE,
        READ,
        LIST,
        LIST_FOLDERS,
        DELETE
    }

    /** Is told of a call, on the thread that makes it; what it throws, the call throws. */
    public interface Watch {
        void saw(Call call, String key) throws StorageException;
    }

    private final Storage storage;
    private volatile Watch before = (call, key) -> {};
    private volatile Watch after = (call, key) -> {};

    public WatchedStorage(Storage storage) {
        this.storage = storage;
    }

    public WatchedStorage before(Watch watch) {
        before = watch;
        return this;
    }

    public WatchedStorage after(Watch watch) {
        after = watch;
        return this;
    }

    /** From now on, fails some calls with a failure of this kind. */
    public WatchedStorage fail(StorageException.Kind kind, Call... calls) {
        return before((call, key) -> {
            if (List.of(calls).contains(call)) {
                throw new StorageException(kind, call + " of " + key + " failed as asked", null);
            }
        });
    }

    private interface Doing<T> {
        T once() throws StorageException;
    }

    private <T> T watched(Call call, String key, Doing<T> doing) throws StorageException {
        before.saw(call, key);
        T result = doing.once();
        after.saw(call, key);
        return result;
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        return watched(Call.CREATE, key, () -> storage.create(key, content));
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        Upload upload = watched(Call.START_UPLOAD, key, () -> storage.startUpload(key, headBytes, expectedBytes));
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws StorageException {
                watched(Call.WRITE, key, () -> {
                    upload.write(bytes, offset, length);
                    return true;
                });
            }

            @Override
            public PutResult complete(byte[] head) throws StorageException {
                return watched(Call.COMPLETE, key, () -> upload.complete(head));
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public InputStream read(String key) throws StorageException {
        return watched(Call.READ, key, () -> storage.read(key));
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        return watched(Call.READ, key, () -> storage.readRange(key, offsetBytes, lengthBytes));
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        watched(Call.LIST, prefix, () -> {
            storage.list(prefix, startAfter, visitor);
            return true;
        });
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        return watched(Call.LIST_FOLDERS, prefix, () -> storage.listFolders(prefix));
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        watched(Call.DELETE, keys.toString(), () -> {
            storage.delete(keys);
            return true;
        });
    }

    @Override
    public String toString() {
        return "watched " + storage;
    }

    @Override
    public void close() {
        storage.close();
    }
}
