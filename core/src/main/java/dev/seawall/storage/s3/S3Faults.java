package dev.seawall.storage.s3;

import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StorageUrl;
import java.io.IOException;
import java.net.HttpRetryException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells the failures of a store apart and says what to do about them. */
final class S3Faults {
    private final StorageUrl.S3 url;

    S3Faults(StorageUrl.S3 url) {
        this.url = url;
    }

    /** @param doing as in "reading s3://bucket/key" */
    StorageException translate(String doing, SdkException e) {
        if (e instanceof AwsServiceException answer) {
            return fromAnswer(doing, answer);
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return fault(Kind.UNREACHABLE, doing, "no answer within the deadline; " + lookAtTheWay(), e);
        }
        Optional<IOException> io = cause(e, IOException.class);
        if (io.isPresent()) {
            return translate(doing, io.get());
        }
        if (e instanceof AbortedException) {
            return fault(Kind.UNREACHABLE, doing, "interrupted", e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("credentials") || message.contains("Profile file")) {
            String advice = "no credentials were found; set " + Credentials.ID + " and " + Credentials.SECRET
                    + ", or the AWS_ variables, a profile or a role";
            return fault(Kind.FORBIDDEN, doing, advice, e);
        }
        return fault(Kind.REFUSED, doing, message, e);
    }

    /** For requests about no object that must exist: "not found" can only mean the bucket. */
    StorageException translateForBucket(String doing, SdkException e) {
        StorageException fault = translate(doing, e);
        return fault.kind() == Kind.NOT_FOUND
                ? fault(Kind.NO_CONTAINER, doing, AnswerFault.NO_BUCKET.advice(), e)
                : fault;
    }

    /** For a connection that failed, also in the middle of content. */
    StorageException translate(String doing, IOException e) {
        if (e instanceof StorageException ours) {
            return ours;
        }
        if (e instanceof HttpRetryException retry && retry.responseCode() == 401) {
            // What the JDK makes of a 401 to a request with a body.
            return fault(Kind.FORBIDDEN, doing, "the credentials were not accepted (401); check them", e);
        }
        String name = e.getClass().getSimpleName();
        return fault(Kind.UNREACHABLE, doing, name + ": " + e.getMessage() + "; " + lookAtTheWay(), e);
    }

    static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private StorageException fromAnswer(String doing, AwsServiceException e) {
        AnswerFault known = AnswerFault.of(e.statusCode(), code(e));
        String advice = known == AnswerFault.WRONG_REGION ? regionAdvice(e) : known.advice();
        String answer = e.statusCode() + (code(e).isEmpty() ? "" : " " + code(e));
        String text = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String said = text == null || text.isEmpty() ? "" : ", \"" + text + "\"";
        return fault(known.kind(), doing, advice + " (the answer was " + answer + said + ")", e);
    }

    private String regionAdvice(AwsServiceException e) {
        Optional<String> right =
                e.awsErrorDetails() == null || e.awsErrorDetails().sdkHttpResponse() == null
                        ? Optional.empty()
                        : e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
        return "bucket " + url.bucket() + " is in another region than asked; add region="
                + right.orElse("<the bucket's region>") + " to the address";
    }

    private String lookAtTheWay() {
        return "look at the network and at "
                + url.endpoint().map(uri -> "endpoint " + uri).orElse("AWS's status");
    }

    private static StorageException fault(Kind kind, String doing, String what, Exception cause) {
        return new StorageException(kind, doing + ": " + what, cause);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable from, Class<T> type) {
        for (Throwable at = from; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
