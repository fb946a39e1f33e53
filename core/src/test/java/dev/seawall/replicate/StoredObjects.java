package dev.seawall.replicate;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Is what a simulated storage really holds, without a fault: for those who restore. Lists in no order, as the interface
 * allows, but completely. A restore reads from several threads, so only the listing draws from the random numbers.
 */
final class StoredObjects implements Storage {
    /** An object, and from when on the faulty storage lists it. */
    static final class Content {
        private final byte[] bytes;
        private final Instant modified;
        private final long listedFromNanos;

        Content(byte[] bytes, Instant modified, long listedFromNanos) {
            this.bytes = bytes;
            this.modified = modified;
            this.listedFromNanos = listedFromNanos;
        }

        byte[] bytes() {
            return bytes;
        }

        Instant modified() {
            return modified;
        }

        long listedFromNanos() {
            return listedFromNanos;
        }
    }

    private final Map<String, Content> objects = new ConcurrentSkipListMap<>();
    private final Random random;

    StoredObjects(Random random) {
        this.random = random;
    }

    Map<String, Content> objects() {
        return objects;
    }

    Content get(String key) throws StorageException {
        Content content = objects.get(key);
        if (content == null) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, "no object " + key, null);
        }
        return content;
    }

    /** Lists everything from now on. */
    void listAll() {
        objects.replaceAll((key, content) -> new Content(content.bytes(), content.modified(), Long.MIN_VALUE));
    }

    List<String> listedBy(String prefix, String startAfter, long nanos) {
        List<String> keys = new ArrayList<>();
        new TreeMap<>(objects).forEach((key, content) -> {
            if (key.startsWith(prefix) && key.compareTo(startAfter) > 0 && content.listedFromNanos() <= nanos) {
                keys.add(key);
            }
        });
        Collections.shuffle(keys, random);
        return keys;
    }

    static List<String> folders(List<String> keys, String prefix) {
        return keys.stream()
                .filter(key -> key.indexOf('/', prefix.length()) > 0)
                .map(key -> key.substring(prefix.length(), key.indexOf('/', prefix.length())))
                .distinct()
                .toList();
    }

    @Override
    public InputStream read(String key) throws StorageException {
        return new ByteArrayInputStream(get(key).bytes());
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        byte[] bytes = get(key).bytes();
        int from = (int) Math.min(offsetBytes, bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + lengthBytes));
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        for (String key : listedBy(prefix, startAfter, Long.MAX_VALUE)) {
            Content content = get(key);
            visitor.accept(new StoredObject(key, content.bytes().length, content.modified()));
        }
    }

    @Override
    public List<String> listFolders(String prefix) {
        return folders(listedBy(prefix, "", Long.MAX_VALUE), prefix);
    }

    @Override
    public PutResult create(String key, ByteBuffer content) {
        throw new UnsupportedOperationException("a restore writes nothing");
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) {
        throw new UnsupportedOperationException("a restore writes nothing");
    }

    @Override
    public void delete(Collection<String> keys) {
        throw new UnsupportedOperationException("a restore deletes nothing");
    }

    @Override
    public String toString() {
        return "what is really stored";
    }

    @Override
    public void close() {}
}
