package dev.seawall.storage.s3;

import dev.seawall.storage.AccessKey;
import dev.seawall.storage.ObjectKey;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.StoredObject;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Keeps objects in a bucket.
 *
 * <p>An object that exists is not replaced where the store understands {@code If-None-Match}; one that answers that it
 * does not is believed, with a warning, and then a second writer may replace objects. Deletions go in requests of 1000
 * keys, within which the store chooses the order. A process that is killed during an upload leaves invisible parts in
 * the bucket that are billed: a lifecycle rule that aborts incomplete uploads after some days removes them.
 */
public final class S3Storage implements Storage {
    private final StorageUrl.S3 url;
    private final Connection connection;
    private final Bucket bucket;

    /**
     * Nothing is built or sent yet.
     *
     * @param accessKey empty for the credentials of the environment
     */
    public S3Storage(StorageUrl.S3 url, Optional<AccessKey> accessKey) {
        this(
                url,
                accessKey.map(Credentials::of).orElseGet(() -> Credentials.from(System.getenv())),
                Deadlines.USUAL,
                Digest.usualFor(url));
    }

    S3Storage(StorageUrl.S3 url, AwsCredentialsProvider credentials, Deadlines deadlines, Digest digest) {
        this.url = url;
        this.connection = new Connection(url, credentials, deadlines);
        this.bucket = new Bucket(url, connection, digest, deadlines.pause());
    }

    @Override
    public PutResult create(String key, ByteBuffer content) throws StorageException {
        return bucket.put(bucket.fullKey(ObjectKey.legal(key)), Content.of(content));
    }

    @Override
    public Upload startUpload(String key, int headBytes, long expectedBytes) throws StorageException {
        String fullKey = bucket.fullKey(ObjectKey.legal(key));
        return new S3Upload(bucket, fullKey, headBytes, PartBuffer.sizeFor(expectedBytes));
    }

    @Override
    public InputStream read(String key) throws StorageException {
        return new Fetch(bucket, bucket.fullKey(ObjectKey.legal(key))).whole();
    }

    @Override
    public byte[] readRange(String key, long offsetBytes, int lengthBytes) throws StorageException {
        if (offsetBytes < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException("offset " + offsetBytes + ", length " + lengthBytes);
        }
        return new Fetch(bucket, bucket.fullKey(ObjectKey.legal(key))).range(offsetBytes, lengthBytes);
    }

    @Override
    public void list(String prefix, String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        new Listing(bucket, ObjectKey.legalPrefix(prefix)).objects(startAfter, visitor);
    }

    @Override
    public List<String> listFolders(String prefix) throws StorageException {
        return new Listing(bucket, ObjectKey.legalPrefix(prefix)).folders();
    }

    @Override
    public void delete(Collection<String> keys) throws StorageException {
        Deletion deletion = new Deletion(bucket);
        for (String key : keys) {
            deletion.add(bucket.fullKey(ObjectKey.legal(key)));
        }
        deletion.send();
    }

    @Override
    public String toString() {
        return url.toString();
    }

    @Override
    public void close() {
        connection.close();
    }
}
