/**
 * Rebuilds a database as it was after one commit: fixes the target, plans, fetches, verifies, and only then puts it in
 * place.
 *
 * <p>Read {@link dev.seawall.restore.RestorePlanner} and {@link dev.seawall.restore.ChainReplay} first.
 *
 * <p>Invariants: no frame behind the target is applied; nothing appears under the asked name before the whole chain from
 * the snapshot to the target is proven; a failure leaves nothing behind.
 */
@NullMarked
package dev.seawall.restore;

import org.jspecify.annotations.NullMarked;
