package dev.seawall;

import dev.seawall.storage.AccessKey;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import dev.seawall.storage.file.FileStorage;
import dev.seawall.storage.s3.S3Storage;
import java.util.Optional;

/** Opens the storage behind an address. Stands here so that {@code storage} depends on none of its kinds. */
public final class Storages {
    private Storages() {}

    /** Opens without touching disk or network: what is wrong shows at the first use. */
    public static Storage open(StorageUrl url) {
        return open(url, Optional.empty());
    }

    /**
     * Opens in the same way.
     *
     * @param accessKey for S3 alone; empty for the credentials of the environment
     */
    public static Storage open(StorageUrl url, Optional<AccessKey> accessKey) {
        if (url instanceof StorageUrl.File file) {
            return new FileStorage(file.root());
        }
        return new S3Storage((StorageUrl.S3) url, accessKey);
    }
}
