package dev.seawall.storage.s3;

import dev.seawall.storage.StorageException.Kind;
import java.util.List;

/** Names what a store's refusals mean. The code in the body decides; where there is none, the status does. */
enum AnswerFault {
    NO_BUCKET(Kind.NO_CONTAINER, "there is no such bucket; create it or correct the name", "NoSuchBucket"),
    NO_OBJECT(Kind.NOT_FOUND, "there is no such object", "NoSuchKey"),
    NO_UPLOAD(
            Kind.BUSY,
            "the store has dropped the unfinished upload; start it again, and see that no lifecycle rule aborts uploads "
                    + "within a day",
            "NoSuchUpload"),
    CLOCK(Kind.FORBIDDEN, "this machine's clock is off; set it (chrony, ntpd)", "RequestTimeTooSkewed"),
    EXPIRED(
            Kind.FORBIDDEN,
            "the credentials have expired; renew them",
            "ExpiredToken",
            "ExpiredTokenException",
            "TokenRefreshRequired"),
    UNKNOWN_KEY(
            Kind.FORBIDDEN,
            "the store does not know this access key; check the access key id, and that it belongs to this store",
            "InvalidAccessKeyId",
            "InvalidToken",
            "UnrecognizedClientException"),
    WRONG_SECRET(
            Kind.FORBIDDEN,
            "the secret key does not fit the access key; check it for missing or extra characters",
            "SignatureDoesNotMatch"),
    DENIED(
            Kind.FORBIDDEN,
            "these credentials may not do this; allow s3:ListBucket on the bucket and s3:GetObject, s3:PutObject, "
                    + "s3:DeleteObject, s3:AbortMultipartUpload on its objects",
            "AccessDenied",
            "AllAccessDisabled",
            "AccountProblem"),
    WRONG_REGION(
            Kind.REFUSED,
            "add region=",
            "PermanentRedirect",
            "TemporaryRedirect",
            "Redirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException"),
    BUSY(
            Kind.BUSY,
            "the store asks to try again later",
            "SlowDown",
            "TooManyRequests",
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "ServiceUnavailable",
            "InternalError",
            "OperationAborted",
            "ConditionalRequestConflict",
            "RequestTimeout",
            // What was sent did not arrive as it was sent.
            "BadDigest",
            "IncompleteBody",
            "XAmzContentSHA256Mismatch"),
    ARCHIVED(Kind.REFUSED, "the object is archived; restore it in the store first", "InvalidObjectState"),
    FULL(
            Kind.FULL,
            "the store has no room left; raise its quota",
            "QuotaExceeded",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded"),
    OTHER(Kind.REFUSED, "the store refuses this request");

    private final Kind kind;
    private final String advice;

    @SuppressWarnings("ImmutableEnumChecker") // made with List.of
    private final List<String> codes;

    AnswerFault(Kind kind, String advice, String... codes) {
        this.kind = kind;
        this.advice = advice;
        this.codes = List.of(codes);
    }

    Kind kind() {
        return kind;
    }

    String advice() {
        return advice;
    }

    static AnswerFault of(int status, String code) {
        for (AnswerFault fault : values()) {
            if (fault.codes.contains(code)) {
                return fault;
            }
        }
        return switch (status) {
            case 301, 302, 307, 308 -> WRONG_REGION;
            case 401, 403 -> DENIED;
            case 404 -> NO_OBJECT;
            case 408, 409, 425, 429, 500, 502, 503, 504 -> BUSY;
            case 507 -> FULL;
            default -> OTHER;
        };
    }
}
