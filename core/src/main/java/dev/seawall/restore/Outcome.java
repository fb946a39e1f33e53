package dev.seawall.restore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Brings what happened on another thread to this one. */
final class Outcome {
    private Outcome() {}

    /**
     * Waits for what another thread does for a restore.
     *
     * @throws IOException what it failed with; {@link InterruptedIOException} if this thread is interrupted meanwhile
     */
    static <T> T of(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the restore was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("a thread of the restore failed", e.getCause());
        }
    }
}
