/**
 * Brings a second replica up to date: object by object, each proven on its way, in an order in which what is there can be
 * restored at every moment.
 *
 * <p>Read {@link dev.seawall.copy.Copier} and {@link dev.seawall.copy.GenerationCopy} first.
 *
 * <p>Invariants: nothing is replaced or deleted; an object is there as it was, byte for byte, or not at all; no segment is
 * there before the one that it continues, unless a snapshot of its index is.
 */
@NullMarked
package dev.seawall.copy;

import org.jspecify.annotations.NullMarked;
