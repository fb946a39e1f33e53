package dev.seawall.storage.s3;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * An S3 server in this process, in memory, that checks signatures.
 *
 * <p>On a free loopback port, so that tests may run side by side. Starting takes a second: share one among tests and
 * give each its own bucket or prefix.
 */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY_ID = "test-key";
    public static final String SECRET_ACCESS_KEY = "test-secret";

    private final TransientNio2BlobStore store;
    private final S3Proxy server;

    private S3Server(TransientNio2BlobStore store, S3Proxy server) {
        this.store = store;
        this.server = server;
    }

    public static S3Server start() throws IOException {
        TransientNio2BlobStore store = new TransientNio2BlobStore();
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY_ID, SECRET_ACCESS_KEY)
                .stopTimeout(0)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("could not start an S3 server", e);
        }
        return new S3Server(store, server);
    }

    public void createBucket(String bucket) {
        store.createContainer(bucket);
    }

    /** Where it listens, as {@code http://127.0.0.1:port}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** The address of a replica here, as a user would write it. */
    public String url(String bucket, String prefix) {
        return "s3://" + bucket + "/" + prefix + "?endpoint=" + endpoint();
    }

    /** What a process needs in its environment to get in. */
    public static Map<String, String> environment() {
        return Map.of(Credentials.ID, ACCESS_KEY_ID, Credentials.SECRET, SECRET_ACCESS_KEY);
    }

    /** Opens a replica here, with the right credentials. */
    public static Storage open(String url) {
        return open(url, Digest.MD5);
    }

    static Storage open(String url, Digest digest) {
        StorageUrl.S3 parsed = (StorageUrl.S3) StorageUrl.parse(url);
        return new S3Storage(
                parsed,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY)),
                Deadlines.USUAL,
                digest);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("could not stop the S3 server", e);
        } finally {
            store.close();
        }
    }
}
