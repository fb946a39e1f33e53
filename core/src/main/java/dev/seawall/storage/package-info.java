/**
 * Says where objects are kept: the interface that every storage fulfils, how its failures are told apart, and how a
 * replica is addressed.
 *
 * <p>Read {@link dev.seawall.storage.Storage} and {@link dev.seawall.storage.StorageException} first.
 *
 * <p>Invariants: an object appears whole or not at all; an object that exists is never replaced (where the storage can
 * tell); keys use {@code /} as separator and neither begin nor end with it. This package knows none of its kinds.
 */
@NullMarked
package dev.seawall.storage;

import org.jspecify.annotations.NullMarked;
