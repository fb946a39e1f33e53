package dev.seawall.storage;

import java.net.URI;
import java.util.Optional;

/** Tells where in a request the bucket's name stands. */
public enum BucketAddressing {
    /** {@code https://s3.example.com/bucket/key}: what most stores other than AWS expect. */
    PATH,
    /** {@code https://bucket.s3.amazonaws.com/key} */
    HOST;

    static BucketAddressing usualFor(Optional<URI> endpoint) {
        return endpoint.isPresent() ? PATH : HOST;
    }
}
