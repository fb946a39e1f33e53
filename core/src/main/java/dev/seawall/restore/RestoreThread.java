package dev.seawall.restore;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does one thing after another for a restore, in the order in which it was asked to. */
final class RestoreThread implements Closeable {
    private static final int CLOSE_SECONDS = 60;

    private final String work;
    private final ExecutorService thread;

    /**
     * @param name the thread's
     * @param work what it asks the disk for, with an article
     */
    RestoreThread(String name, String work) {
        this.work = work;
        thread = Executors.newSingleThreadExecutor(task -> named(name, task));
    }

    /** A thread that keeps no process alive. */
    static Thread named(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** What becomes of it, {@link Outcome#of} tells. */
    <T> Future<T> submit(Callable<T> task) {
        return thread.submit(task);
    }

    /** Gives up what is not done yet, and waits until nothing is being done any more. */
    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the disk did not answer " + work + " for " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing the file ends what is still being done
        }
    }
}
