package dev.seawall.storage.s3;

import static dev.seawall.storage.s3.ScriptedStore.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seawall.Storages;
import dev.seawall.storage.AccessKey;
import dev.seawall.storage.PutResult;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.s3.ScriptedStore.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Which failure of a store becomes which of ours. */
class S3FaultsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Deadlines HURRIED = new Deadlines(SHORT, SHORT, SHORT.multipliedBy(2), Duration.ZERO);

    @Test
    void accessKeyGiven_atARealServer_isUsedInsteadOfTheEnvironment() throws IOException {
        try (S3Server server = S3Server.start()) {
            server.createBucket("bucket");
            StorageUrl url = StorageUrl.parse(server.url("bucket", "db1"));
            AccessKey right = new AccessKey(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY);
            AccessKey wrong = new AccessKey(S3Server.ACCESS_KEY_ID, "wrong");
            try (Storage storage = Storages.open(url, Optional.of(right));
                    Storage refused = Storages.open(url, Optional.of(wrong))) {
                assertThat(storage.create("a", ByteBuffer.wrap(new byte[1]))).isEqualTo(PutResult.CREATED);
                assertFails(Kind.FORBIDDEN, "key", () -> list(refused));
            }
        }
    }

    @Test
    void wrongCredentials_atARealServer_areForbidden() throws IOException {
        try (S3Server server = S3Server.start()) {
            server.createBucket("bucket");
            StorageUrl.S3 url = (StorageUrl.S3) StorageUrl.parse(server.url("bucket", "db1"));
            for (AwsBasicCredentials wrong : List.of(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, "wrong"),
                    AwsBasicCredentials.create("unknown", S3Server.SECRET_ACCESS_KEY))) {
                try (Storage storage =
                        new S3Storage(url, StaticCredentialsProvider.create(wrong), Deadlines.USUAL, Digest.MD5)) {
                    assertFails(Kind.FORBIDDEN, "key", () -> list(storage));
                    assertFails(Kind.FORBIDDEN, "key", () -> create(storage));
                }
            }
        }
    }

    @Test
    void missingBucket_atARealServer_isNoContainer() throws IOException {
        try (S3Server server = S3Server.start();
                Storage storage = S3Server.open(server.url("missing", "db1"))) {
            assertFails(Kind.NO_CONTAINER, "bucket", () -> list(storage));
            assertFails(Kind.NO_CONTAINER, "bucket", () -> create(storage));
            assertFails(Kind.NO_CONTAINER, "bucket", () -> storage.read("a"));
            assertFails(Kind.NO_CONTAINER, "bucket", () -> storage.readRange("a", 0, 1));
            assertFails(Kind.NO_CONTAINER, "bucket", () -> storage.delete(List.of("a")));
            try (Storage.Upload upload = storage.startUpload("a", 0, 1)) {
                byte[] tooMuch = new byte[PartBuffer.SMALLEST + 1];
                assertFails(Kind.NO_CONTAINER, "bucket", () -> upload.write(tooMuch, 0, tooMuch.length));
            }
        }
    }

    @Test
    void noCredentials_anywhere_areForbidden() {
        try (Storage storage = ScriptedStore.open(1, HURRIED, () -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        })) {
            assertFails(Kind.FORBIDDEN, Credentials.ID, () -> list(storage));
        }
    }

    @Test
    void connectionRefused_isUnreachable() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        try (Storage storage = ScriptedStore.open(unused, HURRIED, ANYBODY)) {
            assertFails(Kind.UNREACHABLE, "endpoint http://127.0.0.1", () -> list(storage));
            assertFails(Kind.UNREACHABLE, "s3://bucket/db1/a", () -> create(storage));
        }
    }

    @Test
    void unknownHost_isUnreachable() {
        StorageUrl.S3 url = (StorageUrl.S3) StorageUrl.parse("s3://bucket/db1?endpoint=http://nowhere.invalid");
        try (Storage storage = new S3Storage(url, ANYBODY, Deadlines.USUAL, Digest.MD5)) {
            assertFails(Kind.UNREACHABLE, "nowhere.invalid", () -> list(storage));
        }
    }

    @Test
    void silentServer_isUnreachableWithinTheDeadline() throws IOException {
        // The kernel accepts; nobody ever answers.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Storage storage = ScriptedStore.open(silent.getLocalPort(), HURRIED, ANYBODY)) {
            assertFails(Kind.UNREACHABLE, "network", () -> list(storage));
            assertFails(Kind.UNREACHABLE, "network", () -> storage.read("a"));
            assertFails(Kind.UNREACHABLE, "network", () -> create(storage));
            assertFails(Kind.UNREACHABLE, "network", () -> storage.create("a", ByteBuffer.allocate(16 << 20)));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void bodyCutShort_isUnreachable() throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> Answer.of(200, "only this").announcing(100).with("Content-Range", "bytes 0-99/100"));
                Storage storage = store.open()) {
            assertFails(
                    Kind.UNREACHABLE,
                    "s3://bucket/db1/a",
                    () -> storage.read("a").readAllBytes());
            assertFails(Kind.UNREACHABLE, "s3://bucket/db1/a", () -> storage.readRange("a", 0, 100));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, FORBIDDEN, s3:PutObject",
        "403, InvalidAccessKeyId, FORBIDDEN, access key id",
        "403, SignatureDoesNotMatch, FORBIDDEN, secret key",
        "400, ExpiredToken, FORBIDDEN, renew",
        "403, RequestTimeTooSkewed, FORBIDDEN, clock",
        "403, '', FORBIDDEN, 403",
        "401, '', FORBIDDEN, credentials",
        "404, NoSuchBucket, NO_CONTAINER, create it",
        "404, '', NO_CONTAINER, bucket",
        "409, ConditionalRequestConflict, BUSY, again later",
        "429, TooManyRequests, BUSY, again later",
        "503, SlowDown, BUSY, again later",
        "500, InternalError, BUSY, again later",
        "503, '', BUSY, again later",
        "301, PermanentRedirect, REFUSED, region=eu-central-1",
        "400, AuthorizationHeaderMalformed, REFUSED, region=eu-central-1",
        "507, XMinioStorageFull, FULL, quota",
        "400, InvalidDigest, REFUSED, said the store",
    })
    void answer_toAPut_becomesItsKind(int status, String code, Kind kind, String message) throws IOException {
        try (ScriptedStore store = new ScriptedStore(
                        asked -> Answer.error(status, code).with("x-amz-bucket-region", "eu-central-1"));
                Storage storage = store.open()) {
            assertFails(kind, message, () -> create(storage));
            assertThat(store.asked()).hasSize(1);
        }
    }

    @Test
    void answer412_toAPut_meansThatItExists() throws IOException {
        try (ScriptedStore store = new ScriptedStore(asked -> Answer.error(412, "PreconditionFailed"));
                Storage storage = store.open()) {
            assertThat(create(storage)).isEqualTo(PutResult.ALREADY_EXISTS);
        }
    }

    private static PutResult create(Storage storage) throws StorageException {
        return storage.create("a", ByteBuffer.allocate(10));
    }

    private static void list(Storage storage) throws StorageException {
        storage.list("", "", object -> {});
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable call) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(call)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }
}
