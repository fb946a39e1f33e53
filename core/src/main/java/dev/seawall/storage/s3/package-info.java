/**
 * Keeps a replica's objects in a bucket of AWS or of anything else that speaks S3.
 *
 * <p>Read {@link dev.seawall.storage.s3.S3Storage} and {@code Connection} first.
 *
 * <p>Invariants: the AWS SDK is known here and nowhere else, and none of its types leaves; a request is tried once (parts
 * of an upload excepted) and has a deadline; content is never copied to be sent.
 */
@NullMarked
package dev.seawall.storage.s3;

import org.jspecify.annotations.NullMarked;
