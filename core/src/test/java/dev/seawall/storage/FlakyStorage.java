package dev.seawall.storage;

import dev.seawall.storage.StorageException.Kind;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Fails some of the calls to another storage: before they take effect, or after, as when an answer is lost. */
public final class FlakyStorage implements Storage {
    private final Storage storage;
    private final Random random;
    private double rate;
    private long calls;

    public FlakyStorage(Storage storage, Random random) {
        this.storage = storage;
        this.random = random;
    }

    /** Makes this share of the calls fail, from 0 to 1. */
    public void failAtRate(double share) {
        rate = share;
    }

    /** How many calls were made since {@link #resetCalls}, answers of what went through included. */
    public long calls() {
        return calls;
    }

    public void resetCalls() {
        calls = 0;
    }

    private void maybeFail(String what) throws StorageException {
        calls++;
        if (random.nextDouble() < rate) {
            throw new StorageException(Kind.BUSY, what + " failed as asked", null);
        }
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        maybeFail("create");
        PutResult result = storage.create(key, content);
        maybeFail("the answer to create");
        return result;
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        maybeFail("upload");
        Upload upload = storage.startUpload(key, headBytes, expectedBytes);
        return new Upload() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws StorageException {
                maybeFail("write");
                upload.write(bytes, offset, length);
            }

            @Override
            public PutResult complete(byte[] head) throws StorageException {
                maybeFail("complete");
                PutResult result = upload.complete(head);
                maybeFail("the answer to complete");
                return result;
            }

            @Override
            public void close() {
                upload.close();
            }
        };
    }

    @Override
    public InputStream read(String key) throws StorageException {
        maybeFail("read");
        return storage.read(key);
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        maybeFail("readRange");
        return storage.readRange(key, offsetBytes, lengthBytes);
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        maybeFail("list");
        storage.list(prefix, startAfter, visitor);
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        maybeFail("listFolders");
        return storage.listFolders(prefix);
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        maybeFail("delete");
        storage.delete(keys);
    }

    @Override
    public String toString() {
        return "flaky " + storage;
    }

    @Override
    public void close() {
        storage.close();
    }
}
