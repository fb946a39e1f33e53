package dev.seawall.storage.s3;

import dev.seawall.storage.PutResult;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Parts that a store collects until they become an object together. Not safe for several threads. */
final class Multipart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Multipart.class);
    private static final int MOST_PARTS = 10_000;

    private final Bucket bucket;
    private final String fullKey;
    private final String uploadId;
    private final SortedMap<Integer, CompletedPart> parts = new TreeMap<>();
    private boolean over;

    private Multipart(Bucket bucket, String fullKey, String uploadId) {
        this.bucket = bucket;
        this.fullKey = fullKey;
        this.uploadId = uploadId;
    }

    static Multipart start(Bucket bucket, String fullKey) throws StorageException {
        try {
            String uploadId = bucket.client()
                    .createMultipartUpload(request -> {
                        request.bucket(bucket.name()).key(fullKey);
                        if (bucket.digest() == Digest.CRC32C) {
                            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
                        }
                    })
                    .uploadId();
            return new Multipart(bucket, fullKey, uploadId);
        } catch (SdkException e) {
            throw bucket.faults().translateForBucket("starting to upload " + bucket.address(fullKey), e);
        }
    }

    /**
     * Sends a part; the order does not matter. Tries again: a snapshot of hours must not fail with one answer "slow down".
     */
    void send(int number, Content content) throws StorageException {
        if (number > MOST_PARTS) {
            throw new StorageException(
                    Kind.REFUSED,
                    "uploading " + bucket.address(fullKey) + ": it is far longer than expected, and a store takes no "
                            + "more than " + MOST_PARTS + " parts; start again with the right length",
                    null);
        }
        parts.put(number, bucket.patiently("uploading " + bucket.address(fullKey), () -> sendOnce(number, content)));
    }

    PutResult complete() throws StorageException {
        List<CompletedPart> all = List.copyOf(parts.values());
        PutResult result = bucket.createOnce(
                "completing the upload of " + bucket.address(fullKey),
                conditional -> bucket.client().completeMultipartUpload(request -> {
                    request.bucket(bucket.name()).key(fullKey).uploadId(uploadId);
                    request.multipartUpload(upload -> upload.parts(all));
                    if (conditional) {
                        request.ifNoneMatch("*");
                    }
                }));
        over = result == PutResult.CREATED;
        return result;
    }

    /** Makes the store forget the parts, unless they have become an object. */
    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        try {
            bucket.client()
                    .abortMultipartUpload(request ->
                            request.bucket(bucket.name()).key(fullKey).uploadId(uploadId));
        } catch (AwsServiceException e) {
            // Unknown means completed after all (its answer was lost), or aborted by somebody else.
            if (!AnswerFault.NO_UPLOAD.equals(AnswerFault.of(e.statusCode(), S3Faults.code(e)))) {
                warn(e);
            }
        } catch (SdkException e) {
            warn(e);
        }
    }

    private CompletedPart sendOnce(int number, Content content) throws StorageException {
        String checksum = bucket.digest().of(content);
        boolean crc = bucket.digest() == Digest.CRC32C;
        try {
            UploadPartResponse response = bucket.client()
                    .uploadPart(
                            request -> {
                                request.bucket(bucket.name()).key(fullKey).uploadId(uploadId);
                                request.partNumber(number).contentLength((long) content.length());
                                if (crc) {
                                    request.checksumCRC32C(checksum);
                                } else {
                                    request.contentMD5(checksum);
                                }
                            },
                            content.body());
            CompletedPart.Builder part =
                    CompletedPart.builder().partNumber(number).eTag(response.eTag());
            return (crc ? part.checksumCRC32C(checksum) : part).build();
        } catch (SdkException e) {
            throw bucket.faults().translate("uploading part " + number + " of " + bucket.address(fullKey), e);
        }
    }

    private void warn(SdkException e) {
        LOG.warn(
                "the parts of {} stay in the bucket, invisible but billed, until a lifecycle rule removes them: {}",
                bucket.address(fullKey),
                e.getMessage());
    }
}
