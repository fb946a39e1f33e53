package dev.seawall.storage.s3;

import dev.seawall.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, as many at once as a request can name. */
final class Deletion {
    private static final int BATCH = 1000;

    private final Bucket bucket;
    private final List<ObjectIdentifier> batch = new ArrayList<>();

    Deletion(Bucket bucket) {
        this.bucket = bucket;
    }

    void add(String fullKey) throws StorageException {
        batch.add(ObjectIdentifier.builder().key(fullKey).build());
        if (batch.size() == BATCH) {
            send();
        }
    }

    /** Sends what is left. */
    void send() throws StorageException {
        if (batch.isEmpty()) {
            return;
        }
        List<ObjectIdentifier> keys = List.copyOf(batch);
        batch.clear();
        String doing = "deleting " + keys.size() + " objects, the first of them "
                + bucket.address(keys.get(0).key());
        try {
            DeleteObjectsResponse response = bucket.client()
                    .deleteObjects(request -> request.bucket(bucket.name())
                            .delete(delete -> delete.objects(keys).quiet(true)));
            requireNoError(response.errors());
        } catch (SdkException e) {
            throw bucket.faults().translateForBucket(doing, e);
        }
    }

    /** The answer is 200 also when nothing was deleted: each key has an error of its own. */
    private void requireNoError(List<S3Error> errors) throws StorageException {
        List<S3Error> real = errors.stream()
                .filter(error -> !"NoSuchKey".equals(error.code()))
                .toList();
        if (real.isEmpty()) {
            return;
        }
        S3Error first = real.get(0);
        AnswerFault fault = AnswerFault.of(200, String.valueOf(first.code()));
        throw new StorageException(
                fault.kind(),
                "deleting " + bucket.address(String.valueOf(first.key())) + ": " + fault.advice() + " (the answer was "
                        + first.code() + ", \"" + first.message() + "\"; " + real.size() + " objects in all)",
                null);
    }
}
