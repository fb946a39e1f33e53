package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;

/** Is told of each place where a generation's chain is broken. */
@FunctionalInterface
public interface Holes {
    /**
     * @param hole names the object that is missing or broken
     * @throws DamagedReplicaException to look no further
     */
    void found(DamagedReplicaException hole) throws DamagedReplicaException;
}
