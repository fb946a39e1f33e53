package dev.seawall.cli;

import java.io.IOException;

/** Prints rows as they come in. */
interface Listing extends AutoCloseable {
    /** @param cells as many as there are columns: strings, whole numbers, instants, or an empty string for nothing */
    void row(Object... cells) throws IOException;

    @Override
    void close() throws IOException;
}
