package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Reads an object of known size to its end, whatever happens to the connection: goes on by ranges where it broke.
 *
 * <p>A body that ends early looks like an end to whoever does not know the size, so it is held against the listing.
 */
final class ResumedStream extends InputStream {
    private static final int RANGE_BYTES = 1 << 20;

    private final Storage storage;
    private final Pause pause;
    private final String key;
    private final long sizeBytes;
    private InputStream in;
    private long readBytes;
    private boolean ranged;
    private int failures;

    ResumedStream(Storage storage, Pause pause, String key, long sizeBytes, InputStream in) {
        this.storage = storage;
        this.pause = pause;
        this.key = key;
        this.sizeBytes = sizeBytes;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int n = tryRead(bytes, offset, length);
            if (n > 0) {
                readBytes += n;
                failures = 0;
                return n;
            }
            if (readBytes >= sizeBytes) {
                return -1;
            }
            resume();
        }
    }

    private int tryRead(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof StorageException failure && !failure.isRetryable()) {
                throw e;
            }
            return -1;
        }
    }

    /** Opens the next range; that the one before has been read to its end is no failure, and is not waited for. */
    private void resume() throws IOException {
        in.close();
        boolean failed = !ranged || failures > 0;
        ranged = true;
        failures++;
        if (failed) {
            if (failures >= Pause.MAX_ATTEMPTS) {
                throw new DamagedReplicaException(
                        key, "object", sizeBytes + " bytes, as listed", "cut short after " + readBytes);
            }
            pause.after(failures);
        }
        int length = (int) Math.min(RANGE_BYTES, sizeBytes - readBytes);
        in = new ByteArrayInputStream(storage.readRange(key, readBytes, length));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
