package dev.seawall.storage.s3;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** A replica's place in a bucket: what the operations share. Safe for several threads. */
final class Bucket {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);
    private static final int ATTEMPTS = 5;

    private final StorageUrl.S3 url;
    private final Connection connection;
    private final S3Faults faults;
    private final Conditions conditions;
    private final Digest digest;
    private final Duration pause;

    /** @param pause before the second attempt of {@link #patiently}; doubles with each */
    Bucket(StorageUrl.S3 url, Connection connection, Digest digest, Duration pause) {
        this.url = url;
        this.connection = connection;
        this.faults = new S3Faults(url);
        this.conditions = new Conditions(url.toString());
        this.digest = digest;
        this.pause = pause;
    }

    String name() {
        return url.bucket();
    }

    /** @return empty, or ends with a slash: {@code db1} must not hold what belongs to {@code db10} */
    String root() {
        return url.prefix().isEmpty() ? "" : url.prefix() + "/";
    }

    String fullKey(String key) {
        return root() + key;
    }

    /** Says where an object is, for messages. */
    String address(String fullKey) {
        return "s3://" + url.bucket() + "/" + fullKey;
    }

    S3Client client() {
        return connection.client();
    }

    S3Faults faults() {
        return faults;
    }

    Digest digest() {
        return digest;
    }

    /** One request. */
    interface Attempt<T> {
        T once() throws StorageException;
    }

    /**
     * Makes one of the many requests of an operation; tries again, pausing, where that may help: our caller could only begin
     * with the first again. Of a request that stands alone, the caller decides.
     *
     * @param doing what an interrupt ends
     */
    <T> T patiently(String doing, Attempt<T> request) throws StorageException {
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.once();
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.info("trying again: {}", e.getMessage());
            }
            sleep(wait, doing);
            wait = wait.multipliedBy(2);
        }
    }

    private static void sleep(Duration time, String doing) throws StorageException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNREACHABLE, doing + ": interrupted between two attempts", e);
        }
    }

    PutResult put(String fullKey, Content content) throws StorageException {
        String checksum = digest.of(content);
        return createOnce(
                "creating " + address(fullKey),
                conditional -> client().putObject(
                                request -> {
                                    request.bucket(name()).key(fullKey);
                                    if (digest == Digest.CRC32C) {
                                        request.checksumCRC32C(checksum);
                                    } else {
                                        request.contentMD5(checksum);
                                    }
                                    if (conditional) {
                                        request.ifNoneMatch("*");
                                    }
                                },
                                content.body()));
    }

    /** Sends a request that makes an object appear, on the condition that there is none. */
    PutResult createOnce(String doing, Conditions.Request request) throws StorageException {
        try {
            conditions.send(request);
            return PutResult.CREATED;
        } catch (AwsServiceException e) {
            if (e.statusCode() == 412) {
                return PutResult.ALREADY_EXISTS;
            }
            throw faults.translateForBucket(doing, e);
        } catch (SdkException e) {
            throw faults.translateForBucket(doing, e);
        }
    }
}
