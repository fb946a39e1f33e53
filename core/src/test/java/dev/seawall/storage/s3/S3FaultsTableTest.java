package dev.seawall.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws, and what a person is told: also where an answer says next to nothing. */
class S3FaultsTableTest {
    private static final StorageUrl.S3 AWS = (StorageUrl.S3) StorageUrl.parse("s3://bucket/db1");
    private static final StorageUrl.S3 OTHER =
            (StorageUrl.S3) StorageUrl.parse("s3://bucket/db1?endpoint=http://127.0.0.1:9000");

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(ApiCallTimeoutException.create(5), Kind.UNREACHABLE, "no answer within the deadline"),
                Arguments.of(ApiCallAttemptTimeoutException.create(5), Kind.UNREACHABLE, "AWS's status"),
                Arguments.of(
                        SdkClientException.create("x", new ConnectException("refused")),
                        Kind.UNREACHABLE,
                        "ConnectException: refused"),
                Arguments.of(AbortedException.create("x"), Kind.UNREACHABLE, "interrupted"),
                Arguments.of(SdkClientException.create("Unable to load credentials from any"), Kind.FORBIDDEN, "AWS_"),
                Arguments.of(SdkClientException.create("Profile file contained errors"), Kind.FORBIDDEN, "profile"),
                Arguments.of(SdkClientException.create("something else"), Kind.REFUSED, "something else"),
                Arguments.of(
                        SdkClientException.create("x", new HttpRetryException("cannot retry", 401)),
                        Kind.FORBIDDEN,
                        "credentials were not accepted"),
                Arguments.of(
                        SdkClientException.create("x", new HttpRetryException("cannot retry", 407)),
                        Kind.UNREACHABLE,
                        "HttpRetryException"),
                Arguments.of(
                        AwsServiceException.builder().statusCode(418).build(), Kind.REFUSED, "the answer was 418)"),
                Arguments.of(
                        AwsServiceException.builder().statusCode(301).build(), Kind.REFUSED, "region=<the bucket's"),
                Arguments.of(
                        AwsServiceException.builder()
                                .statusCode(301)
                                .awsErrorDetails(AwsErrorDetails.builder().build())
                                .build(),
                        Kind.REFUSED,
                        "region=<the bucket's"),
                Arguments.of(
                        AwsServiceException.builder()
                                .statusCode(400)
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("Odd")
                                        .errorMessage("")
                                        .build())
                                .build(),
                        Kind.REFUSED,
                        "the answer was 400 Odd)"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void translate_failureOfTheSdk_becomesItsKindAndWhatToDo(SdkException failure, Kind kind, String message) {
        StorageException told = new S3Faults(AWS).translate("reading s3://bucket/db1/a", failure);

        assertThat(told.kind()).as(told.getMessage()).isEqualTo(kind);
        assertThat(told).hasMessageStartingWith("reading s3://bucket/db1/a: ").hasMessageContaining(message);
        assertThat(told).hasCauseInstanceOf(Exception.class);
    }

    @Test
    void translate_oursAlready_isLeftAlone() {
        StorageException ours = new StorageException(Kind.BUSY, "busy", null);

        assertThat(new S3Faults(AWS).translate("reading", (IOException) ours)).isSameAs(ours);
    }

    @Test
    void translate_connectionToAnEndpoint_namesIt() {
        StorageException told = new S3Faults(OTHER).translate("reading", new IOException("reset"));

        assertThat(told).hasMessageContaining("endpoint http://127.0.0.1:9000");
    }

    /** A request about no object that must exist can miss the bucket only. */
    @ParameterizedTest
    @CsvSource({"404, NO_CONTAINER", "403, FORBIDDEN", "503, BUSY"})
    void translateForBucket_answer_isAboutTheBucket(int status, Kind kind) {
        SdkException answer = AwsServiceException.builder().statusCode(status).build();

        assertThat(new S3Faults(AWS).translateForBucket("listing", answer).kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "302, WRONG_REGION",
        "307, WRONG_REGION",
        "308, WRONG_REGION",
        "401, DENIED",
        "404, NO_OBJECT",
        "408, BUSY",
        "409, BUSY",
        "425, BUSY",
        "429, BUSY",
        "500, BUSY",
        "502, BUSY",
        "504, BUSY",
        "507, FULL",
        "400, OTHER",
        "200, OTHER",
    })
    void answer_withoutACode_isKnownByItsStatus(int status, AnswerFault fault) {
        assertThat(AnswerFault.of(status, "")).isEqualTo(fault);
        assertThat(AnswerFault.of(status, "unheard of")).isEqualTo(fault);
        assertThat(AnswerFault.of(status, "SlowDown")).isEqualTo(AnswerFault.BUSY);
    }
}
