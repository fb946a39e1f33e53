package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Gives objects in order, and fetches those to come meanwhile, several at a time, within a budget of memory.
 *
 * <p>An object too large for the budget (Litestream's may have 4 GiB) is not fetched ahead: the caller streams it in its
 * turn, so that its connection does not idle before. For one thread.
 *
 * @param <T> what is kept of an object
 */
public final class FetchAhead<T> implements AutoCloseable {
    private static final long MAX_BUDGET_BYTES = 24L << 20;
    /** Enough to hide the latency of a request; more would only hold futures of tiny objects. */
    private static final int AHEAD_PER_THREAD = 4;
    /** A thread opens a connection, and more of them at once take turns on few cores: each has to have some work. */
    private static final int OBJECTS_PER_THREAD = 4;

    private static final int FEW_THREADS = 16;

    /**
     * Says what is kept of an object.
     *
     * @param <T> what is kept of an object
     */
    public interface Loader<T> {
        /** How many bytes object {@code i} needs beside those that are stored, at most. */
        long moreBytes(int i, long mostBytes);

        /** Reads object {@code i}; called by any thread. */
        T load(int i, InputStream stored, long moreBytes) throws IOException;
    }

    private record Fetch<T>(long heldBytes, Optional<Future<T>> fetched) {}

    private final PatientStorage storage;
    private final List<? extends Listed<?>> objects;
    private final Loader<T> loader;
    private final long budgetBytes;
    private final int maxAhead;
    private final ExecutorService threads;
    private final Deque<Fetch<T>> ahead = new ArrayDeque<>();
    private int next;
    private long heldBytes;
    private long givenBytes;

    /** @param parallelism how many are fetched at a time, at most; fewer where there are not many */
    public FetchAhead(
            PatientStorage storage,
            List<? extends Listed<?>> objects,
            Loader<T> loader,
            int parallelism,
            long budgetBytes) {
        this.storage = storage;
        this.objects = objects;
        this.loader = loader;
        this.budgetBytes = budgetBytes;
        int atOnce = atOnce(objects.size(), parallelism);
        this.maxAhead = atOnce * AHEAD_PER_THREAD;
        threads = Executors.newFixedThreadPool(atOnce, task -> RestoreThread.named("fetch-ahead", task));
        fillUp();
    }

    /** How many of so many objects are fetched at a time, where it may be {@code parallelism} at most. */
    public static int atOnce(int objects, int parallelism) {
        return Math.min(parallelism, Math.max(FEW_THREADS, objects / OBJECTS_PER_THREAD));
    }

    /** A quarter of the heap, so that it suffices whatever its size. */
    public static long defaultBudgetBytes() {
        return Math.min(MAX_BUDGET_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Gives the next object; empty if it is to be streamed. The one before is no longer needed. */
    public Optional<T> next() throws IOException {
        heldBytes -= givenBytes;
        Fetch<T> fetch = ahead.remove();
        givenBytes = fetch.heldBytes();
        fillUp();
        return fetch.fetched().isPresent()
                ? Optional.of(Outcome.of(fetch.fetched().get()))
                : Optional.empty();
    }

    private void fillUp() {
        while (next < objects.size() && ahead.size() < maxAhead) {
            long stored = objects.get(next).sizeBytes();
            boolean streamed = stored > budgetBytes / 2;
            long more = streamed ? 0 : loader.moreBytes(next, budgetBytes / 2);
            long held = streamed ? 0 : stored + more;
            // With nothing ahead the next one must be fetched even if the one given fills the budget.
            if (!streamed && !ahead.isEmpty() && heldBytes + held > budgetBytes) {
                return;
            }
            int object = next;
            ahead.add(new Fetch<>(
                    held, streamed ? Optional.empty() : Optional.of(threads.submit(() -> fetch(object, more)))));
            heldBytes += held;
            next++;
        }
    }

    private T fetch(int object, long moreBytes) throws IOException {
        try (InputStream in = storage.open(objects.get(object))) {
            return loader.load(object, in, moreBytes);
        }
    }

    /** Reads all that is stored of an object, which must be as long as listed. */
    public static byte[] whole(Listed<?> object, InputStream in) throws IOException {
        byte[] bytes = new byte[(int) object.sizeBytes()];
        readWhole(object, in, bytes);
        return bytes;
    }

    /** The same, to the front of an array that is long enough. */
    static void readWhole(Listed<?> object, InputStream in, byte[] bytes) throws IOException {
        int size = (int) object.sizeBytes();
        if (in.readNBytes(bytes, 0, size) != size || in.read() >= 0) {
            throw new DamagedReplicaException(
                    object.name().key(), "object", size + " bytes, as listed", "of another length");
        }
    }

    /** Stops fetching; what is under way ends by itself, and touches nothing of the caller's. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
