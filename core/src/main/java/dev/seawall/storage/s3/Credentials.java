package dev.seawall.storage.s3;

import dev.seawall.storage.AccessKey;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Finds out who we are: the key that was given; else Litestream's two variables if both are set; else whatever the AWS
 * tools would use.
 */
final class Credentials {
    static final String ID = "LITESTREAM_ACCESS_KEY_ID";
    static final String SECRET = "LITESTREAM_SECRET_ACCESS_KEY";

    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final AtomicBoolean warned = new AtomicBoolean();

    private Credentials() {}

    static AwsCredentialsProvider of(AccessKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    static AwsCredentialsProvider from(Map<String, String> environment) {
        String id = environment.getOrDefault(ID, "");
        String secret = environment.getOrDefault(SECRET, "");
        if (id.isBlank() || secret.isBlank()) {
            return DefaultCredentialsProvider.builder().build();
        }
        if (contradicts(environment) && !warned.getAndSet(true)) {
            log.warn("{} and {} are used; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY differ, and are not", ID, SECRET);
        }
        return of(new AccessKey(id, secret));
    }

    /** Tells whether AWS's variables name somebody else: Litestream would take those. */
    static boolean contradicts(Map<String, String> environment) {
        return differ(environment, ID, "AWS_ACCESS_KEY_ID") || differ(environment, SECRET, "AWS_SECRET_ACCESS_KEY");
    }

    private static boolean differ(Map<String, String> environment, String ours, String theirs) {
        String other = environment.getOrDefault(theirs, "");
        return !other.isBlank() && !other.equals(environment.get(ours));
    }
}
