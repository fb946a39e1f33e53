package dev.seawall.storage.s3;

import dev.seawall.storage.AccessKey;
import java.util.Map;
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

    private Credentials() {}

    static AwsCredentialsProvider of(AccessKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    static AwsCredentialsProvider from(Map<String, String> environment) {
        String id = environment.getOrDefault(ID, "");
        String secret = environment.getOrDefault(SECRET, "");
        return id.isBlank() || secret.isBlank()
                ? DefaultCredentialsProvider.builder().build()
                : of(new AccessKey(id, secret));
    }
}
