package dev.seawall.copy;

import dev.seawall.copy.Sameness.Pair;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.replica.ObjectReader;
import dev.seawall.restore.FetchAhead;
import dev.seawall.restore.PatientStorage;
import dev.seawall.restore.Pause;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Stores one object in the other replica, byte for byte, once its content is proven.
 *
 * <p>A small one is held in memory, and is proven before anything is sent. A large one is proven while it is sent, and
 * appears only after that.
 */
final class Transfer {
    /** What our own segments stay below; those of others may be of any size. */
    private static final int HELD_BYTES = 8 << 20;

    private static final int CHUNK_BYTES = 64 << 10;

    private final PatientStorage from;
    private final Storage to;
    private final Sameness sameness;
    private final Pause pause;

    /** Looks at an object's stamp before its content is used. */
    interface Gate {
        void pass(ObjectReader opened) throws IOException;
    }

    Transfer(PatientStorage from, Storage to, Sameness sameness, Pause pause) {
        this.from = from;
        this.to = to;
        this.sameness = sameness;
        this.pause = pause;
    }

    /**
     * Copies an object.
     *
     * @param fetched its bytes, if they are in memory already: no other copy of them is made
     * @return the length of its content
     * @throws DamagedReplicaException if it is not what its stamp and its checksums say
     * @throws CopyConflictException if there is another one of its name
     */
    long copy(Listed<? extends ObjectName> object, Optional<byte[]> fetched, Gate gate) throws IOException {
        if (object.sizeBytes() <= HELD_BYTES) {
            return copyHeld(object, fetched.isPresent() ? fetched.get() : fetch(object), gate);
        }
        InputStream stored = fetched.isPresent() ? new ByteArrayInputStream(fetched.get()) : from.open(object);
        return copyStreamed(object, stored, gate);
    }

    private byte[] fetch(Listed<? extends ObjectName> object) throws IOException {
        try (InputStream stored = from.open(object)) {
            return FetchAhead.whole(object, stored);
        }
    }

    private long copyHeld(Listed<? extends ObjectName> object, byte[] bytes, Gate gate) throws IOException {
        long content;
        try (ObjectReader reader = new ObjectReader(object.name(), new ByteArrayInputStream(bytes))) {
            gate.pass(reader);
            content = drain(reader.content());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                settle(object, to.create(object.name().key(), ByteBuffer.wrap(bytes)));
                return content;
            } catch (StorageException e) {
                pauseOrThrow(attempt, e);
            }
        }
    }

    private long copyStreamed(Listed<? extends ObjectName> object, InputStream stored, Gate gate) throws IOException {
        InputStream in = stored;
        for (int attempt = 1; ; attempt++) {
            try {
                return tryStreaming(object, in, gate);
            } catch (StorageException e) {
                pauseOrThrow(attempt, e);
                in = from.open(object);
            }
        }
    }

    private long tryStreaming(Listed<? extends ObjectName> object, InputStream stored, Gate gate) throws IOException {
        try (stored;
                Storage.Upload upload = to.startUpload(object.name().key(), 0, object.sizeBytes())) {
            InputStream sent = new SentStream(stored, upload);
            long content;
            try (ObjectReader reader = new ObjectReader(object.name(), sent)) {
                gate.pass(reader);
                content = drain(reader.content());
                drain(sent); // what Litestream ignores behind its frame is part of the object all the same
            }
            settle(object, upload.complete(new byte[0]));
            return content;
        }
    }

    /** Whoever was first may have been we ourselves, before an answer was lost. */
    private void settle(Listed<? extends ObjectName> object, PutResult result) throws IOException {
        if (result == PutResult.ALREADY_EXISTS) {
            long size = sizeThere(object.name());
            sameness.require(new Pair(object, new Listed<>(object.name(), size, Instant.EPOCH)));
        }
    }

    private long sizeThere(ObjectName name) throws IOException {
        long[] size = {-1};
        String folder = name.key().substring(0, name.key().lastIndexOf('/') + 1);
        new PatientStorage(to).list(folder, "", object -> {
            if (object.key().equals(name.key())) {
                size[0] = object.sizeBytes();
            }
        });
        return size[0];
    }

    private void pauseOrThrow(int attempt, StorageException e) throws IOException {
        if (!e.isRetryable() || attempt == Pause.MAX_ATTEMPTS) {
            throw e;
        }
        pause.after(attempt);
    }

    private static long drain(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long length = 0;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            length += n;
        }
        return length;
    }
}
