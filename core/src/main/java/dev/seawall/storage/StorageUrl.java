package dev.seawall.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses a replica: a folder, or a prefix in an S3 bucket. {@code toString} gives a text that {@link #parse} reads
 * back.
 *
 * <pre>
 * /var/backups/app                                  a folder; a relative one is taken from the working directory
 * file:///var/backups/app                           the same
 * s3://bucket/app?region=eu-central-1               AWS
 * s3://bucket/app?endpoint=minio.lan:9000           anything that speaks S3
 * s3://bucket/app?endpoint=https://s3.example.com&amp;region=auto&amp;path-style=false
 * </pre>
 *
 * <p>An endpoint without a scheme is https, or http on this machine. With an endpoint path-style is the default.
 * Credentials never stand in an address.
 */
public sealed interface StorageUrl permits StorageUrl.File, StorageUrl.S3 {
    /** @throws InvalidUrlException if the text is no such address */
    static StorageUrl parse(String text) {
        return parse(text, Map.of());
    }

    /**
     * Reads an address whose parameters are given apart.
     *
     * @param parameters values by the names that they have behind the question mark, not encoded
     * @throws InvalidUrlException also if a parameter stands in the text as well, or such an address has none
     */
    static StorageUrl parse(String text, Map<String, String> parameters) {
        return StorageUrlParser.parse(text, parameters);
    }

    /** Tells whether one of two replicas would lie in the other, or in the same place. */
    default boolean overlaps(StorageUrl other) {
        return liesIn(other) || other.liesIn(this);
    }

    /** Tells whether all that is here is in the other as well; also if they are the same place. */
    default boolean liesIn(StorageUrl outer) {
        if (this instanceof File here && outer instanceof File there) {
            return here.root().startsWith(there.root());
        }
        return this instanceof S3 here
                && outer instanceof S3 there
                && here.bucket().equals(there.bucket())
                && here.endpoint().equals(there.endpoint())
                && here.isIn(there.prefix());
    }

    /** A folder of this machine. */
    record File(Path root) implements StorageUrl {
        public File {
            root = root.toAbsolutePath().normalize();
            if (root.getNameCount() == 0) {
                throw new InvalidUrlException(
                        "a replica cannot be the root of the file system; name a folder, as in /var/backups/app");
            }
        }

        @Override
        public String toString() {
            return "file://" + PercentCode.encode(root.toString());
        }
    }

    /**
     * A prefix in a bucket.
     *
     * @param prefix segments between single slashes, none at either end; empty for the whole bucket
     * @param endpoint where the store is, if it is not AWS
     * @param region empty to let the environment decide
     */
    record S3(
            String bucket, String prefix, Optional<URI> endpoint, Optional<String> region, BucketAddressing addressing)
            implements StorageUrl {
        public S3 {
            if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{2,254}")) {
                throw new InvalidUrlException(
                        "'" + bucket
                                + "' cannot be a bucket's name: 3 or more letters, digits, dots, dashes; write s3://bucket/prefix");
            }
            if (ProviderHost.of(bucket).isPresent()) {
                // Written as an address again, it would be taken apart.
                throw new InvalidUrlException(
                        "'" + bucket + "' cannot be a bucket's name: it is one with a provider's host behind it");
            }
        }

        private boolean isIn(String folder) {
            return folder.isEmpty() || (prefix + "/").startsWith(folder + "/");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("s3://").append(bucket);
            if (!prefix.isEmpty()) {
                text.append('/').append(PercentCode.encode(prefix));
            }
            char separator = '?';
            if (endpoint.isPresent()) {
                text.append(separator)
                        .append("endpoint=")
                        .append(PercentCode.encode(endpoint.get().toString()));
                separator = '&';
            }
            if (region.isPresent()) {
                text.append(separator).append("region=").append(PercentCode.encode(region.get()));
                separator = '&';
            }
            if (addressing != BucketAddressing.usualFor(endpoint)) {
                text.append(separator).append("path-style=").append(addressing == BucketAddressing.PATH);
            }
            return text.toString();
        }
    }
}
