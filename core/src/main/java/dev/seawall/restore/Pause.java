package dev.seawall.restore;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Waits before something is tried again. */
@FunctionalInterface
public interface Pause {
    /** How often one read is tried before its failure is believed. */
    int MAX_ATTEMPTS = 6;
    /** Doubles with each attempt: 6.2 s in all, which outlasts a dropped connection and a request to slow down. */
    long FIRST_MILLIS = 200;

    /** @param attempt the number of attempts that failed, from 1 */
    void after(int attempt) throws IOException;

    /** Sleeps longer each time; an interrupt ends it with {@link InterruptedIOException}. */
    static void sleep(int attempt) throws IOException {
        try {
            Thread.sleep(FIRST_MILLIS << (attempt - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the storage");
        }
    }
}
