package dev.seawall.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps objects in memory, under a clock of the test's own, and lets a test do to them what it likes. */
public final class MemoryStorage implements Storage {
    private record Content(ByteBuffer buffer, Instant modified) {
        byte[] bytes() {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
    }

    private final Map<String, Content> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger openUploads = new AtomicInteger();
    private final InstantSource clock;
    private final Map<String, Runnable> beforeReading = new ConcurrentHashMap<>();
    private Predicate<String> kept = key -> false;
    private final List<String> unlisted = new CopyOnWriteArrayList<>();
    private final List<String> ghosts = new CopyOnWriteArrayList<>();
    private Optional<Random> shuffled = Optional.empty();
    private Optional<Runnable> duringListing = Optional.empty();

    public MemoryStorage() {
        this(InstantSource.fixed(Instant.EPOCH));
    }

    public MemoryStorage(InstantSource clock) {
        this.clock = clock;
    }

    /** Puts an object there whatever was there before. */
    public void put(String key, byte[] bytes, Instant modified) {
        objects.put(key, new Content(ByteBuffer.wrap(bytes.clone()), modified));
    }

    public byte[] get(String key) {
        return content(key).bytes();
    }

    public Instant modified(String key) {
        return content(key).modified();
    }

    public List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    /** How many times an object, or a part of one, was read. */
    public int reads() {
        return reads.get();
    }

    public int openUploads() {
        return openUploads.get();
    }

    /** Does something once, when an object is next opened from its first byte. */
    public void beforeReading(String key, Runnable action) {
        beforeReading.put(key, action);
    }

    /** From now on, lists each object twice, and in no order. */
    public void listInAnyOrderAndTwice(Random random) {
        shuffled = Optional.of(random);
    }

    /** Does something once, in the middle of the next listing: what was listed by then is told, the rest as it is then. */
    public void duringNextListing(Runnable action) {
        duringListing = Optional.of(action);
    }

    /** From now on, does not list an object that is there. */
    public void listLater(String key) {
        unlisted.add(key);
    }

    /** From now on, lists all that is there. */
    public void listAll() {
        unlisted.clear();
    }

    /** From now on, answers that it deleted what it keeps. */
    public void keepWhatIsDeleted(Predicate<String> keys) {
        kept = keys;
    }

    /** From now on, lists an object that is not there. */
    public void listAlso(String key) {
        ghosts.add(key);
    }

    /** A storage of its own with the same objects. */
    public MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage(clock);
        copy.objects.putAll(objects);
        return copy;
    }

    private Content content(String key) {
        Content content = objects.get(key);
        if (content == null) {
            throw new IllegalStateException("no object " + key);
        }
        return content;
    }

    private byte[] read(String key, boolean counted) throws StorageException {
        Content content = objects.get(key);
        if (content == null) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, "no object " + key, null);
        }
        reads.addAndGet(counted ? 1 : 0);
        return content.bytes();
    }

    @Override
    public PutResult create(String key, ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        Content before = objects.putIfAbsent(key, new Content(ByteBuffer.wrap(bytes), clock.instant()));
        return before == null ? PutResult.CREATED : PutResult.ALREADY_EXISTS;
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) {
        openUploads.incrementAndGet();
        return new MemoryUpload(key, headBytes);
    }

    @Override
    public InputStream read(String key) throws StorageException {
        Optional.ofNullable(beforeReading.remove(key)).ifPresent(Runnable::run);
        return new ByteArrayInputStream(read(key, true));
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        byte[] bytes = read(key, true);
        int from = (int) Math.min(offsetBytes, bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + lengthBytes));
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        List<String> keys = new ArrayList<>(keys());
        if (shuffled.isPresent()) {
            keys.addAll(keys());
            Collections.shuffle(keys, shuffled.get());
        }
        keys.addAll(ghosts);
        Optional<Runnable> meanwhile = duringListing;
        duringListing = Optional.empty();
        boolean visited = false;
        for (String key : keys) {
            if (visited) {
                meanwhile.ifPresent(Runnable::run);
                meanwhile = Optional.empty();
            }
            boolean there = (objects.containsKey(key) && !unlisted.contains(key)) || ghosts.contains(key);
            if (there && key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                Instant modified = ghosts.contains(key) ? clock.instant() : modified(key);
                int size = ghosts.contains(key) ? 1 : read(key, false).length;
                visitor.accept(new StoredObject(key, size, modified));
                visited = true;
            }
        }
    }

    @Override
    public List<String> listFolders(String prefix) {
        return keys().stream()
                .filter(key -> key.startsWith(prefix) && key.indexOf('/', prefix.length()) > 0)
                .map(key -> key.substring(prefix.length(), key.indexOf('/', prefix.length())))
                .distinct()
                .toList();
    }

    @Override
    public void delete(Collection<String> keys) {
        for (String key : new ArrayList<>(keys)) {
            if (!kept.test(key)) {
                objects.remove(key);
            }
        }
    }

    @Override
    public String toString() {
        return "memory";
    }

    @Override
    public void close() {}

    private final class MemoryUpload implements Upload {
        private final String key;
        private final int headBytes;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean open = true;

        MemoryUpload(String key, int headBytes) {
            this.key = key;
            this.headBytes = headBytes;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public PutResult complete(byte[] head) {
            if (head.length != headBytes) {
                throw new IllegalArgumentException("head of " + head.length + " bytes, announced " + headBytes);
            }
            ByteBuffer object = ByteBuffer.allocate(head.length + body.size());
            object.put(head).put(body.toByteArray()).flip();
            return create(key, object);
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                openUploads.decrementAndGet();
            }
        }
    }
}
