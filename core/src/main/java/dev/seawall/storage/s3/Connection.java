package dev.seawall.storage.s3;

import dev.seawall.storage.BucketAddressing;
import dev.seawall.storage.StorageUrl;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Holds the SDK's client, which takes half a second to build and so is built at the first use. */
final class Connection implements AutoCloseable {
    /** The JDK keeps 5 idle connections to a host; a restore fetches from more at once. */
    private static final String MAX_IDLE_CONNECTIONS = "64";

    private final StorageUrl.S3 url;
    private final AwsCredentialsProvider credentials;
    private final Deadlines deadlines;
    private final ReentrantLock building = new ReentrantLock();
    private volatile @Nullable S3Client client;
    private boolean closed;

    Connection(StorageUrl.S3 url, AwsCredentialsProvider credentials, Deadlines deadlines) {
        this.url = url;
        this.credentials = credentials;
        this.deadlines = deadlines;
    }

    /** Safe for several threads: all get the same client. */
    S3Client client() {
        S3Client built = client;
        if (built != null) {
            return built;
        }
        building.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the storage " + url + " is closed");
            }
            built = client;
            if (built == null) {
                built = build();
                client = built;
            }
            return built;
        } finally {
            building.unlock();
        }
    }

    @Override
    public void close() {
        building.lock();
        try {
            closed = true;
            S3Client built = client;
            client = null;
            if (built != null) {
                built.close();
            }
        } finally {
            building.unlock();
        }
    }

    private S3Client build() {
        return builder(region()).httpClientBuilder(http()).build();
    }

    /** Says all of a client but how it speaks HTTP. */
    S3ClientBuilder builder(Region region) {
        // The JDK reads this once, with its first connection; nothing but the process can say it otherwise.
        if (System.getProperty("http.maxConnections") == null) {
            System.setProperty("http.maxConnections", MAX_IDLE_CONNECTIONS);
        }
        S3ClientBuilder builder = S3Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(url.addressing() == BucketAddressing.PATH)
                // Without chunks over plain http the content is hashed beforehand; over https it is not signed at all.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(deadlines.call())
                        .apiCallAttemptTimeout(deadlines.call()));
        url.endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint)
                        // Deleting needs a checksum, and MD5 is the one that every store takes.
                        .addPlugin(LegacyMd5Plugin.create()));
        return builder;
    }

    UrlConnectionHttpClient.Builder http() {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(deadlines.connect())
                .socketTimeout(deadlines.silence());
        boolean plain = url.endpoint()
                .map(endpoint -> "http".equalsIgnoreCase(endpoint.getScheme()))
                .orElse(false);
        if (plain) {
            // Reading all certificates that Java trusts is a good part of the client's start. It needs none here, and
            // without them it trusts nobody.
            http.tlsTrustManagersProvider(() -> new TrustManager[0]);
        }
        return http;
    }

    private Region region() {
        if (url.region().isPresent()) {
            return Region.of(url.region().get());
        }
        if (url.endpoint().isPresent()) {
            // Most stores do not care; those that do tell, and the error passes it on.
            return Region.US_EAST_1;
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            // Nobody said one. AWS answers from here with the region to use, which is better advice than this failure.
            return Region.US_EAST_1;
        }
    }
}
