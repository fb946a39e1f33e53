package dev.seawall;

import dev.seawall.storage.Storage;
import dev.seawall.storage.StorageUrl;

/**
 * Says where a replica is, and how to get in. Make it a record: two that are equal are the same replica, entered in the
 * same way, so that nothing has to be closed and opened again where one takes the place of the other.
 */
public interface Destination {
    /** The address, without secrets. */
    StorageUrl url();

    /** Opens its storage without touching disk or network; whoever calls closes it. */
    Storage open();

    /** A destination with the credentials of the environment. */
    static Destination of(StorageUrl url) {
        return new ByAddress(url);
    }

    /** Needs nothing but the address. */
    record ByAddress(StorageUrl url) implements Destination {
        @Override
        public Storage open() {
            return Storages.open(url);
        }
    }
}
