package dev.seawall.cli;

import java.io.IOException;

/**
 * Prints rows as they come in.
 *
 * <p>Not closeable on purpose: a listing that a failure cuts off must not look finished.
 */
interface Listing {
    /** @param cells as many as there are columns: strings, whole numbers, instants, or an empty Optional for nothing */
    void row(Object... cells) throws IOException;

    /** Prints what belongs behind the last row. */
    void finish();
}
