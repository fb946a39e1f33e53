package dev.seawall.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * Gives an object's bytes on, and throws where they end before the length that the storage announced: HTTP clients
 * report a broken connection as an ordinary end.
 */
public final class WholeInputStream extends FilterInputStream {
    private final String where;
    private final long announcedBytes;
    private final Function<IOException, StorageException> translate;
    private long readBytes;

    /**
     * @param where names the object, for messages
     * @param translate turns a failure in the middle of the content into ours
     */
    public WholeInputStream(
            InputStream in, String where, long announcedBytes, Function<IOException, StorageException> translate) {
        super(in);
        this.where = where;
        this.announcedBytes = announcedBytes;
        this.translate = translate;
    }

    /** Tells whether everything was read; only then may a connection be used again. */
    public boolean isAtEnd() {
        return readBytes >= announcedBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            count = super.read(bytes, offset, length);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw translate.apply(e);
        }
        if (count > 0) {
            readBytes += count;
        } else if (count < 0 && !isAtEnd()) {
            throw new StorageException(
                    StorageException.Kind.UNREACHABLE,
                    "reading " + where + ": the content ended after " + readBytes + " of " + announcedBytes
                            + " bytes; try again, and if it ends there each time the object is damaged",
                    null);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        // By reading: an InputStream may skip past its end without a word.
        byte[] scratch = new byte[(int) Math.max(1, Math.min(count, 8192))];
        long skipped = 0;
        while (skipped < count) {
            int step = read(scratch, 0, (int) Math.min(scratch.length, count - skipped));
            if (step < 0) {
                break;
            }
            skipped += step;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
