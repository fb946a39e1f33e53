/**
 * Says where objects are kept: the interface that every storage fulfils, and how its failures are told apart.
 *
 * <p>Read {@link dev.seawall.storage.Storage} and {@link dev.seawall.storage.StorageException} first.
 *
 * <p>Invariants: an object appears whole or not at all; an object that exists is never replaced; keys use {@code /} as
 * separator and neither begin nor end with it.
 */
@NullMarked
package dev.seawall.storage;

import org.jspecify.annotations.NullMarked;
