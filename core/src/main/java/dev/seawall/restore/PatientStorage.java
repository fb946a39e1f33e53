package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads from a storage and tries again, a bounded number of times, what may go better then.
 *
 * <p>A listing that is tried again shows objects twice, which all who list here allow for. Writes nothing: who reads
 * must not be able to.
 */
public final class PatientStorage implements Storage {
    private final Storage storage;
    private final Pause pause;

    public PatientStorage(Storage storage) {
        this(storage, Pause::sleep);
    }

    public PatientStorage(Storage storage, Pause pause) {
        this.storage = storage;
        this.pause = pause;
    }

    private interface Read<T> {
        T once() throws StorageException;
    }

    private <T> T retry(Read<T> read) throws StorageException {
        for (int attempt = 1; ; attempt++) {
            try {
                return read.once();
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == Pause.MAX_ATTEMPTS) {
                    throw e;
                }
                pauseAfter(attempt, e);
            }
        }
    }

    private void pauseAfter(int attempt, StorageException failure) throws StorageException {
        try {
            pause.after(attempt);
        } catch (IOException interrupted) {
            failure.addSuppressed(interrupted);
            throw failure;
        }
    }

    /**
     * Opens an object of known size. Where its bytes stop coming, they are asked for again from there on.
     *
     * @return a stream that fails with {@link DamagedReplicaException} if the object proves to be shorter than listed
     */
    public InputStream open(Listed<?> object) throws StorageException {
        String key = object.name().key();
        return new ResumedStream(this, pause, key, object.sizeBytes(), read(key));
    }

    @Override
    public InputStream read(String key) throws StorageException {
        return retry(() -> storage.read(key));
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        return retry(() -> storage.readRange(key, offsetBytes, lengthBytes));
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        retry(() -> {
            storage.list(prefix, startAfter, visitor);
            return true;
        });
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        return retry(() -> storage.listFolders(prefix));
    }

    @Override
    public PutResult create(String key, ByteBuffer content) {
        throw new UnsupportedOperationException("a restore writes nothing to the replica");
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) {
        throw new UnsupportedOperationException("a restore writes nothing to the replica");
    }

    @Override
    public void delete(Collection<String> keys) {
        throw new UnsupportedOperationException("a restore deletes nothing from the replica");
    }

    @Override
    public String toString() {
        return storage.toString();
    }

    /** Leaves the storage open: it belongs to the one who asked for the restore. */
    @Override
    public void close() {}
}
