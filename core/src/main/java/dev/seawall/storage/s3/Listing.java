package dev.seawall.storage.s3;

import dev.seawall.storage.ObjectKey;
import dev.seawall.storage.StorageException;
import dev.seawall.storage.StorageException.Kind;
import dev.seawall.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists page after page. Takes a page for the end only where it says so, because whoever asks takes what is not listed for
 * not there: the SDK makes an empty listing of any answer with status 200, also of a web page.
 */
final class Listing {
    private final Bucket bucket;
    private final String prefix;
    private final String doing;

    Listing(Bucket bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = bucket.fullKey(prefix);
        this.doing = "listing " + bucket.address(this.prefix);
    }

    void objects(String startAfter, Consumer<StoredObject> visitor) throws StorageException {
        ListObjectsV2Request.Builder request = request();
        if (!startAfter.isEmpty()) {
            request.startAfter(bucket.fullKey(startAfter));
        }
        pages(request, page -> {
            for (S3Object object : page.contents()) {
                String key = object.key().substring(bucket.root().length());
                // Consoles mark folders with an object of their name. And not every store knows start-after.
                boolean marker = key.isEmpty() || key.endsWith("/");
                if (!marker && (startAfter.isEmpty() || ObjectKey.isAfter(key, startAfter))) {
                    visitor.accept(new StoredObject(key, object.size(), object.lastModified()));
                }
            }
        });
    }

    List<String> folders() throws StorageException {
        List<String> names = new ArrayList<>();
        pages(request().delimiter("/"), page -> {
            for (CommonPrefix folder : page.commonPrefixes()) {
                names.add(folder.prefix()
                        .substring(prefix.length(), folder.prefix().length() - 1));
            }
        });
        return names;
    }

    private ListObjectsV2Request.Builder request() {
        return ListObjectsV2Request.builder().bucket(bucket.name()).prefix(prefix);
    }

    private void pages(ListObjectsV2Request.Builder request, Consumer<ListObjectsV2Response> visitor)
            throws StorageException {
        String token = "";
        while (true) {
            // The first page stands alone; behind it, a long listing would never come to its end otherwise.
            ListObjectsV2Response page =
                    token.isEmpty() ? page(request.build()) : bucket.patiently(doing, () -> page(request.build()));
            requireListing(page);
            visitor.accept(page);
            String next = next(page);
            if (!page.isTruncated()) {
                return;
            }
            if (next.isEmpty() || next.equals(token)) {
                throw refused("the store says that there is more, but not where to go on");
            }
            token = next;
            request.continuationToken(next);
        }
    }

    private ListObjectsV2Response page(ListObjectsV2Request request) throws StorageException {
        try {
            return bucket.client().listObjectsV2(request);
        } catch (SdkException e) {
            throw bucket.faults().translateForBucket(doing, e);
        }
    }

    /** Where to go on; empty for nowhere, which some stores say with an empty element. */
    private static String next(ListObjectsV2Response page) {
        return Objects.requireNonNullElse(page.nextContinuationToken(), "");
    }

    private void requireListing(ListObjectsV2Response page) throws StorageException {
        if (page.isTruncated() == null) {
            throw refused(
                    "the answer is no listing of a bucket (it does not say whether it is whole); check the endpoint");
        }
        if (!page.isTruncated() && !next(page).isEmpty()) {
            throw refused("the store says that this is all, and where to go on");
        }
        for (S3Object object : page.contents()) {
            if (object.key() == null || object.size() == null || object.lastModified() == null) {
                throw refused("the store lists an object without its key, size or time: " + object);
            }
            requireBelowPrefix(object.key());
        }
        for (CommonPrefix folder : page.commonPrefixes()) {
            requireBelowPrefix(String.valueOf(folder.prefix()));
        }
    }

    /** Other people's objects must not get into a replica because a store ignores the prefix. */
    private void requireBelowPrefix(String key) throws StorageException {
        if (!key.startsWith(prefix)) {
            throw refused("the store also lists " + bucket.address(key));
        }
    }

    private StorageException refused(String why) {
        return new StorageException(Kind.REFUSED, doing + ": " + why, null);
    }
}
