package dev.seawall.replica;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;

/**
 * Streams a database into a snapshot object: compresses and uploads as bytes come, and never holds more than a block.
 *
 * <p>The stamp stands first but carries the content's hash, so room for it is left at the object's front until the end.
 * Nothing is visible before {@link #complete}. Not safe for several threads.
 */
public final class SnapshotWriter implements AutoCloseable {
    private final SnapshotStamp stamp;
    private final Lz4FrameEncoder lz4;
    private final Storage.Upload upload;
    private final byte[] block = new byte[Lz4Format.BLOCK_BYTES];
    private int blockBytes;
    private long writtenBytes;

    /** Starts the upload of the object that the stamp names. */
    public SnapshotWriter(Storage storage, SnapshotStamp stamp) throws StorageException {
        this.stamp = stamp;
        int headBytes = StampEncoder.bytes(stamp);
        upload = storage.startUpload(stamp.name().key(), headBytes, headBytes + stamp.contentBytes());
        lz4 = new Lz4FrameEncoder();
        try {
            upload.write(lz4.piece(), 0, lz4.begin());
        } catch (StorageException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Appends bytes of the database file. */
    public void write(byte[] bytes, int offset, int length) throws StorageException {
        writtenBytes += length;
        requireNotLonger();
        int from = offset;
        int left = length;
        while (left > 0) {
            int n = Math.min(left, block.length - blockBytes);
            System.arraycopy(bytes, from, block, blockBytes, n);
            blockBytes += n;
            from += n;
            left -= n;
            if (blockBytes == block.length) {
                writeBlock();
            }
        }
    }

    /**
     * Makes the snapshot appear, whole and durable.
     *
     * @throws IllegalStateException if the content is not exactly as long as the stamp says: a snapshot that is cut
     *     short, or empty, must never be seen by a restore
     */
    public PutResult complete() throws StorageException {
        if (writtenBytes != stamp.contentBytes()) {
            throw wrongLength();
        }
        if (blockBytes > 0) {
            writeBlock();
        }
        upload.write(lz4.piece(), 0, lz4.end());
        return upload.complete(StampEncoder.encode(new SealedStamp(stamp, lz4.seal())));
    }

    /** Gives the upload up unless it was completed. Idempotent. */
    @Override
    public void close() {
        lz4.close();
        upload.close();
    }

    private void writeBlock() throws StorageException {
        upload.write(lz4.piece(), 0, lz4.block(block, 0, blockBytes));
        blockBytes = 0;
    }

    private void requireNotLonger() {
        if (writtenBytes > stamp.contentBytes()) {
            throw wrongLength();
        }
    }

    private IllegalStateException wrongLength() {
        return new IllegalStateException(
                "snapshot at " + stamp.position() + " has " + writtenBytes + " of " + stamp.contentBytes() + " bytes");
    }
}
