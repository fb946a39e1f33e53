package dev.seawall.cli;

import dev.seawall.storage.StorageUrl;
import java.nio.file.Path;

/** Names the file that a replica is restored to where none is given: like the replica, in the current folder. */
final class DefaultOutput {
    private DefaultOutput() {}

    static Path of(StorageUrl url) {
        if (url instanceof StorageUrl.File file) {
            return Path.of(file.root().getFileName().toString());
        }
        StorageUrl.S3 s3 = (StorageUrl.S3) url;
        String last = s3.prefix().substring(s3.prefix().lastIndexOf('/') + 1);
        return Path.of(last.isEmpty() ? s3.bucket() : last);
    }
}
