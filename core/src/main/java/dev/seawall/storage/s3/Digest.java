package dev.seawall.storage.s3;

import dev.seawall.storage.StorageUrl;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Tells which checksum a store verifies before it accepts content. We compute it ourselves: left to the SDK it becomes
 * a trailer, and with it a chunked encoding that R2, B2, Google, Ceph and older MinIO refuse.
 */
enum Digest {
    /** AWS. */
    CRC32C,
    /** Every other store: the one they all know. */
    MD5;

    static Digest usualFor(StorageUrl.S3 url) {
        return url.endpoint().isPresent() ? MD5 : CRC32C;
    }

    /** @return in Base64, as headers carry it */
    String of(Content content) {
        if (this == CRC32C) {
            CRC32C crc = new CRC32C();
            crc.update(content.buffer());
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                            .putInt((int) crc.getValue())
                            .array());
        }
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(content.buffer());
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have MD5, this one has not", e);
        }
    }
}
