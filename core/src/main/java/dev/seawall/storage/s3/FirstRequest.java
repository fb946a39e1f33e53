package dev.seawall.storage.s3;

import dev.seawall.storage.StorageUrl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes requests that go nowhere. The SDK's first request in a process takes hundreds of milliseconds, in which classes are
 * loaded and initialized; whoever has a processor to spare can be through with that before anybody has a request to make.
 */
public final class FirstRequest {
    private static final String NAME = "nowhere";

    private FirstRequest() {}

    /**
     * Builds a client as a storage of that address would, but for the region, which may have to be asked for, and lists and
     * reads with it. Opens no connection, needs no credentials, and leaves nothing behind. Takes as long as the real first
     * requests.
     */
    public static void rehearse(StorageUrl.S3 url) {
        StaticCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(NAME, NAME));
        try (Connection connection = new Connection(url, credentials, Deadlines.USUAL);
                SdkHttpClient unused = connection.http().build();
                S3Client client = connection
                        .builder(Region.US_EAST_1)
                        .httpClient(new Nowhere())
                        .build()) {
            client.listObjectsV2(request -> request.bucket(NAME).prefix(NAME)).contents();
            client.getObject(
                    request -> request.bucket(NAME).key(NAME).range("bytes=0-1"), ResponseTransformer.toBytes());
        }
    }

    /** Answers every request with the same few bytes, which may be read as a listing. */
    private static final class Nowhere implements SdkHttpClient {
        private static final byte[] ANSWER = ("<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>" + NAME
                        + "</Key><Size>1</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                        + "</ListBucketResult>")
                .getBytes(StandardCharsets.UTF_8);

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(200)
                                    .putHeader("Content-Type", "application/xml")
                                    .putHeader("Content-Length", Integer.toString(ANSWER.length))
                                    .putHeader("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(ANSWER)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
