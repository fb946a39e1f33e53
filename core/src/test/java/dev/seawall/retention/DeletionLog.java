package dev.seawall.retention;

import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes down what is deleted from another storage, in which order. */
final class DeletionLog extends ForwardingStorage {
    private final List<String> deleted = new ArrayList<>();

    DeletionLog(Storage storage) {
        super(storage);
    }

    List<String> deleted() {
        return deleted;
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        deleted.addAll(keys);
        super.delete(keys);
    }
}
