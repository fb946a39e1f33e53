package dev.seawall.storage.s3;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * Sends an object in parts. The first part stays here until the end, because the head is in it; an object that never
 * needs a second part goes as one request.
 */
final class S3Upload implements Storage.Upload {
    private static final int FIRST_PART = 1;

    private final Bucket bucket;
    private final String fullKey;
    private final int headBytes;
    private final int partBytes;
    private final PartBuffer first;
    /** Set once the first part is full and there is more. */
    private @Nullable Rest rest;

    private boolean closed;

    /** What comes behind the first part. */
    private static final class Rest {
        final PartBuffer buffer;
        final Multipart multipart;
        int nextPart = FIRST_PART + 1;

        Rest(PartBuffer buffer, Multipart multipart) {
            this.buffer = buffer;
            this.multipart = multipart;
        }

        void send() throws StorageException {
            multipart.send(nextPart, buffer.content());
            nextPart++;
            buffer.clear();
        }
    }

    S3Upload(Bucket bucket, String fullKey, int headBytes, int partBytes) {
        this.bucket = bucket;
        this.fullKey = fullKey;
        this.headBytes = headBytes;
        this.partBytes = partBytes;
        this.first = new PartBuffer(partBytes);
        first.append(new byte[headBytes], 0, headBytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StorageException {
        requireOpen();
        int written = first.append(bytes, offset, length);
        while (written < length) {
            Rest behind = behindFirst();
            if (behind.buffer.isFull()) {
                behind.send();
            }
            written += behind.buffer.append(bytes, offset + written, length - written);
        }
    }

    @Override
    public PutResult complete(byte[] head) throws StorageException {
        requireOpen();
        if (head.length != headBytes) {
            throw new IllegalArgumentException("head has " + head.length + " bytes, not " + headBytes);
        }
        try {
            first.overwriteStart(head);
            Rest behind = rest;
            if (behind == null) {
                return bucket.put(fullKey, first.content());
            }
            behind.send(); // never empty: it is there because something did not fit in the first part
            behind.multipart.send(FIRST_PART, first.content());
            return behind.multipart.complete();
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (rest != null) {
            rest.multipart.close();
        }
    }

    private Rest behindFirst() throws StorageException {
        Rest behind = rest;
        if (behind == null) {
            behind = new Rest(new PartBuffer(partBytes), Multipart.start(bucket, fullKey));
            rest = behind;
        }
        return behind;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the upload of " + bucket.address(fullKey) + " is over");
        }
    }
}
