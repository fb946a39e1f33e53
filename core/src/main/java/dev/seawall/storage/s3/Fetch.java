package dev.seawall.storage.s3;

import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.WholeInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Gets an object, or part of one, and makes sure that all of it came. */
final class Fetch {
    private final Bucket bucket;
    private final String fullKey;
    private final String doing;

    Fetch(Bucket bucket, String fullKey) {
        this.bucket = bucket;
        this.fullKey = fullKey;
        this.doing = "reading " + bucket.address(fullKey);
    }

    InputStream whole() throws StorageException {
        try {
            return bucket.client().getObject(request(), new LeftOpen());
        } catch (SdkException e) {
            throw bucket.faults().translate(doing, e);
        }
    }

    byte[] range(long offsetBytes, int lengthBytes) throws StorageException {
        // A range cannot be empty, but the object's existence is to be checked all the same.
        long last = offsetBytes + Math.max(1, lengthBytes) - 1;
        GetObjectRequest request =
                request().toBuilder().range("bytes=" + offsetBytes + "-" + last).build();
        try {
            // Inside the transformer, so that the call's deadline covers it.
            return bucket.client().getObject(request, (response, content) -> {
                boolean ranged = response.contentRange() != null;
                if (!ranged && offsetBytes > 0) {
                    content.abort();
                    throw new StorageException(
                            Kind.REFUSED, doing + ": the store ignores ranges; use one that serves them", null);
                }
                // Whole, the object may be anything in size: read no more than was asked for.
                try (InputStream announced = new Announced(response, content)) {
                    return announced.readNBytes(lengthBytes);
                }
            });
        } catch (AwsServiceException e) {
            if (e.statusCode() == 416) {
                return new byte[0];
            }
            throw bucket.faults().translate(doing, e);
        } catch (SdkException e) {
            throw bucket.faults().translate(doing, e);
        }
    }

    private GetObjectRequest request() {
        return GetObjectRequest.builder().bucket(bucket.name()).key(fullKey).build();
    }

    /** Hands the connection over to the reader. The SDK's own stream of this kind gives up after a minute unread. */
    private final class LeftOpen implements ResponseTransformer<GetObjectResponse, InputStream> {
        @Override
        public InputStream transform(GetObjectResponse response, AbortableInputStream content) {
            return new Announced(response, content);
        }

        @Override
        public boolean needsConnectionLeftOpen() {
            return true;
        }
    }

    private final class Announced extends InputStream {
        private final AbortableInputStream connection;
        private final WholeInputStream content;

        Announced(GetObjectResponse response, AbortableInputStream connection) {
            this.connection = connection;
            // Without a length the content comes in chunks, and the HTTP client notices if one is missing.
            long length = response.contentLength() == null ? 0 : response.contentLength();
            this.content = new WholeInputStream(
                    connection,
                    bucket.address(fullKey),
                    length,
                    e -> bucket.faults().translate(doing, e));
        }

        @Override
        public int read() throws IOException {
            return content.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return content.read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!content.isAtEnd()) {
                // Closing would read the rest, to use the connection again.
                connection.abort();
            }
            content.close();
        }
    }
}
