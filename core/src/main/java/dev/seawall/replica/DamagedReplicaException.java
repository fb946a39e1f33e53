package dev.seawall.replica;

import dev.seawall.wal.WalFormatException;
import java.io.IOException;

/**
 * Says that an object of the replica is not what it must be: which one, what about it, and both values.
 *
 * <p>Trying again does not help. Nothing may be restored past such an object, and nothing may be deleted because of it.
 */
public final class DamagedReplicaException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key the object's key, or the generation's folder where an object is missing from it
     * @param what the part of the object that is wrong
     */
    public DamagedReplicaException(String key, String what, String expected, String actual) {
        super(key + ": " + what + " is " + actual + ", expected " + expected);
        this.key = key;
    }

    /** @param cause what is wrong with the WAL bytes in the object */
    public DamagedReplicaException(String key, WalFormatException cause) {
        super(key + ": " + cause.getMessage(), cause);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
