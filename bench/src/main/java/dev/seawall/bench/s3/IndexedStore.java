package dev.seawall.bench.s3;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps the keys of the one bucket in order, so that a page of a listing costs what is on it. The store behind looks at every
 * object for each page: a day of segments would take it minutes to list, and measure nothing of ours.
 */
final class IndexedStore extends ForwardingBlobStore {
    private static final int PAGE = 1_000;

    private record Entry(long bytes, String etag, Instant modified) {}

    private final ConcurrentNavigableMap<String, Entry> index = new ConcurrentSkipListMap<>();

    IndexedStore(BlobStore store) {
        super(store);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String delimiter = request.delimiter() == null ? "" : request.delimiter();
        String after = request.continuationToken() != null
                ? request.continuationToken()
                : Optional.ofNullable(request.startAfter()).orElse("");
        int most = request.maxKeys() == null ? PAGE : Math.min(PAGE, request.maxKeys());
        List<S3Object> objects = new ArrayList<>();
        List<CommonPrefix> folders = new ArrayList<>();
        String last = after;
        boolean more = false;
        for (Map.Entry<String, Entry> entry :
                index.tailMap(first(prefix, after), true).entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String shown = end < 0 ? key : key.substring(0, end + delimiter.length());
            if (shown.compareTo(last) <= 0) {
                continue;
            }
            if (objects.size() + folders.size() == most) {
                more = true;
                break;
            }
            last = shown;
            if (end < 0) {
                objects.add(object(key, entry.getValue()));
            } else {
                folders.add(CommonPrefix.builder().prefix(shown).build());
            }
        }
        ListObjectsV2Response.Builder page = ListObjectsV2Response.builder()
                .contents(objects)
                .commonPrefixes(folders)
                .isTruncated(more);
        return (more ? page.nextContinuationToken(last) : page).build();
    }

    private static String first(String prefix, String after) {
        return after.compareTo(prefix) > 0 ? after : prefix;
    }

    private static S3Object object(String key, Entry entry) {
        return S3Object.builder()
                .key(key)
                .size(entry.bytes())
                .eTag(entry.etag())
                .lastModified(entry.modified())
                .build();
    }

    private void note(String bucket, String key) {
        HeadObjectResponse head = blobMetadataIfPresent(bucket, key);
        index.put(key, new Entry(head.contentLength(), head.eTag(), head.lastModified()));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        PutObjectResponse response = super.putBlob(request, content);
        note(request.bucket(), request.key());
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
        note(request.bucket(), request.key());
        return response;
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        DeleteObjectResponse response = super.removeBlob(request);
        index.remove(request.key());
        return response;
    }

    @Override
    public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
        DeleteObjectsResponse response = super.removeBlobs(request);
        request.delete().objects().forEach(object -> index.remove(object.key()));
        return response;
    }
}
