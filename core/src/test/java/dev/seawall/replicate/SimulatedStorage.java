package dev.seawall.replicate;

import dev.seawall.replica.ObjectName;
import dev.seawall.replicate.StoredObjects.Content;
import dev.seawall.replicate.Tally.Event;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Keeps objects in memory, does what {@link Storage} allows a storage to do, and is where the process may be killed. */
final class SimulatedStorage implements Storage {
    private static final Duration LATEST_LISTING = Duration.ofMinutes(10);

    /** In what this storage differs from the best one. */
    enum Manners {
        STRICT,
        /** A new object may be missing in listings for a while. No storage that we know does this any more. */
        LISTS_LATE,
        /** Knows no conditional creation, and replaces what is there. */
        REPLACES
    }

    /** Is told of each object at the moment in which it appears. */
    interface Registrar {
        void appeared(ObjectName name) throws IOException;
    }

    private final String name;
    private final Manners manners;
    private final Faults faults;
    private final SimulatedClock clock;
    private final Tally tally;
    private final StoredObjects stored;
    private final Registrar registrar;

    SimulatedStorage(
            String name,
            Manners manners,
            Faults faults,
            SimulatedClock clock,
            Tally tally,
            StoredObjects stored,
            Registrar registrar) {
        this.name = name;
        this.manners = manners;
        this.faults = faults;
        this.clock = clock;
        this.tally = tally;
        this.stored = stored;
        this.registrar = registrar;
    }

    private PutResult appear(String key, byte[] bytes) {
        boolean late = manners == Manners.LISTS_LATE && faults.upTo(3) == 0;
        tally.count(Event.LISTED_LATE, late ? 1 : 0);
        long listedFrom = late ? clock.nanos() + faults.random().nextLong(LATEST_LISTING.toNanos()) : Long.MIN_VALUE;
        Content content = new Content(bytes, clock.instant(), listedFrom);
        if (manners == Manners.REPLACES) {
            stored.objects().put(key, content);
        } else if (stored.objects().putIfAbsent(key, content) != null) {
            return PutResult.ALREADY_EXISTS;
        }
        try {
            registrar.appeared(ObjectName.parse(key).orElseThrow());
        } catch (IOException e) {
            throw new AssertionError("a broken object was stored: " + key, e);
        }
        return PutResult.CREATED;
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        faults.meet("create");
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        PutResult result = appear(key, bytes);
        faults.answer("create");
        return result;
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        faults.meet("upload");
        return new SimulatedUpload(key);
    }

    @Override
    public InputStream read(String key) throws StorageException {
        faults.meet("read");
        InputStream whole = new ByteArrayInputStream(stored.get(key).bytes());
        return faults.alsoHappens(Event.BODY_CUT) ? cut(whole, faults.upTo(2_000)) : whole;
    }

    private InputStream cut(InputStream whole, int bytes) {
        return new FilterInputStream(whole) {
            private int left = bytes;

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    throw faults.failure("the connection broke");
                }
                int n = super.read(into, offset, Math.min(length, left));
                left -= Math.max(n, 0);
                return n;
            }
        };
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        faults.meet("read of a range");
        return stored.readRange(key, offsetBytes, lengthBytes);
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        faults.meet("list");
        List<String> keys = stored.listedBy(prefix, startAfter, clock.nanos());
        int last = faults.alsoHappens(Event.LISTING_BROKEN_OFF) ? faults.upTo(keys.size()) : keys.size();
        for (String key : keys.subList(0, last)) {
            Content content = stored.get(key);
            visitor.accept(new StoredObject(key, content.bytes().length, content.modified()));
        }
        if (last < keys.size()) {
            throw faults.failure("the listing broke off");
        }
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        faults.meet("list folders");
        return StoredObjects.folders(stored.listedBy(prefix, "", clock.nanos()), prefix);
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        faults.meet("delete");
        for (String key : keys) {
            faults.pass("within delete");
            if (!faults.alsoHappens(Event.DELETE_IGNORED) && stored.objects().remove(key) != null) {
                tally.count(Event.OBJECT_DELETED);
            }
        }
        faults.answer("delete");
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {}

    private final class SimulatedUpload implements Upload {
        private final String key;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        SimulatedUpload(String key) {
            this.key = key;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws StorageException {
            faults.meet("write");
            body.write(bytes, offset, length);
        }

        @Override
        public PutResult complete(byte[] head) throws StorageException {
            faults.meet("complete");
            ByteBuffer object = ByteBuffer.allocate(head.length + body.size());
            object.put(head).put(body.toByteArray()).flip();
            PutResult result = appear(key, object.array());
            faults.answer("complete");
            return result;
        }

        /** Nothing of an unfinished upload is ever seen, whether its owner gave it up or was killed. */
        @Override
        public void close() {}
    }
}
