package dev.seawall.restore;

import dev.seawall.storage.ForwardingStorage;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Fails every third read before it begins, and cuts every third body short: half of those without saying so. But never
 * one object more than three times in a row.
 */
final class FlakyStorage extends ForwardingStorage {
    private final Random random;
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, Integer> inARow = new HashMap<>();
    private boolean gone;

    FlakyStorage(Storage storage, Random random) {
        super(storage);
        this.random = random;
    }

    FlakyStorage gone() {
        gone = true;
        return this;
    }

    int failures() {
        return failures.get();
    }

    private synchronized boolean fails(String key) {
        boolean fails = gone || (random.nextInt(3) == 0 && inARow.getOrDefault(key, 0) < 3);
        inARow.merge(key, 1, (before, one) -> fails ? before + one : 0);
        failures.addAndGet(fails ? 1 : 0);
        return fails;
    }

    private static StorageException failure() {
        return new StorageException(StorageException.Kind.UNREACHABLE, "connection reset", null);
    }

    private void failNowAndThen(String key) throws StorageException {
        if (fails(key)) {
            throw failure();
        }
    }

    @Override
    public InputStream read(String key) throws StorageException {
        failNowAndThen(key);
        InputStream whole = super.read(key);
        return fails(key) ? cut(whole, random.nextInt(200), random.nextBoolean()) : whole;
    }

    private static InputStream cut(InputStream whole, int bytes, boolean silently) {
        return new FilterInputStream(whole) {
            private int left = bytes;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left > 0) {
                    int n = super.read(into, offset, Math.min(length, left));
                    left -= n;
                    return n;
                }
                if (silently) {
                    return -1;
                }
                throw failure();
            }
        };
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        failNowAndThen(key);
        return super.readRange(key, offsetBytes, lengthBytes);
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        super.list(prefix, startAfter, visitor);
        failNowAndThen(prefix);
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        failNowAndThen(prefix);
        return super.listFolders(prefix);
    }
}
