package dev.seawall.cli.config;

import dev.seawall.Destination;
import dev.seawall.Storages;
import dev.seawall.storage.AccessKey;
import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;
import java.util.Optional;

/**
 * Says where a replica is, and how to get in.
 *
 * @param accessKey empty for the credentials of the environment
 */
public record ReplicaConfiguration(StorageUrl url, Optional<AccessKey> accessKey) implements Destination {
    @Override
    public Storage open() {
        return Storages.open(url, accessKey);
    }
}
