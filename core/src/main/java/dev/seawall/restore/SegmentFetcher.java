package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Listed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Gives segments, or other objects, in order, and fetches those to come meanwhile, several at a time, within a budget of memory.
 *
 * <p>Holds stored bytes, which are the smaller ones. A segment too large for the budget (Litestream's may have 4 GiB) is
 * not fetched ahead but streamed in its turn, so that its connection does not idle before. All but the fetching itself
 * happens on the caller's thread.
 */
public final class SegmentFetcher implements AutoCloseable {
    private static final long MAX_BUDGET_BYTES = 64L << 20;
    /** Enough to hide the latency of a request; more would only hold futures of tiny objects. */
    private static final int AHEAD_PER_THREAD = 4;

    private record Fetch(Listed<?> segment, Optional<Future<byte[]>> bytes) {
        long heldBytes() {
            return bytes.isPresent() ? segment.sizeBytes() : 0;
        }
    }

    private final PatientStorage storage;
    private final List<? extends Listed<?>> segments;
    private final long budgetBytes;
    private final int maxAhead;
    private final ExecutorService threads;
    private final Deque<Fetch> ahead = new ArrayDeque<>();
    private int next;
    private long heldBytes;
    private long givenBytes;

    public SegmentFetcher(
            PatientStorage storage, List<? extends Listed<?>> segments, int parallelism, long budgetBytes) {
        this.storage = storage;
        this.segments = segments;
        this.budgetBytes = budgetBytes;
        this.maxAhead = parallelism * AHEAD_PER_THREAD;
        threads = Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "fetch-segments");
            thread.setDaemon(true);
            return thread;
        });
        fillUp();
    }

    /** A quarter of the heap, so that it suffices whatever its size. */
    public static long defaultBudgetBytes() {
        return Math.min(MAX_BUDGET_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Opens the next segment's stored bytes; those of the one before are no longer needed. */
    public InputStream next() throws IOException {
        heldBytes -= givenBytes;
        Fetch fetch = ahead.remove();
        givenBytes = fetch.heldBytes();
        fillUp();
        return fetch.bytes().isPresent()
                ? new ByteArrayInputStream(await(fetch.bytes().get()))
                : storage.open(fetch.segment());
    }

    private void fillUp() {
        while (next < segments.size() && ahead.size() < maxAhead) {
            Listed<?> segment = segments.get(next);
            boolean streamed = segment.sizeBytes() > budgetBytes / 2;
            // With nothing ahead the next one must be fetched even if the one given fills the budget.
            if (!streamed && !ahead.isEmpty() && heldBytes + segment.sizeBytes() > budgetBytes) {
                return;
            }
            Fetch fetch =
                    new Fetch(segment, streamed ? Optional.empty() : Optional.of(threads.submit(() -> fetch(segment))));
            ahead.add(fetch);
            heldBytes += fetch.heldBytes();
            next++;
        }
    }

    private byte[] fetch(Listed<?> segment) throws IOException {
        int size = (int) segment.sizeBytes();
        try (InputStream in = storage.open(segment)) {
            byte[] bytes = new byte[size];
            if (in.readNBytes(bytes, 0, size) != size || in.read() >= 0) {
                throw new DamagedReplicaException(
                        segment.name().key(), "object", size + " bytes, as listed", "of another length");
            }
            return bytes;
        }
    }

    private static byte[] await(Future<byte[]> bytes) throws IOException {
        try {
            return bytes.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the restore was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("fetching a segment failed", e.getCause());
        }
    }

    /** Stops fetching; what is under way ends by itself, and touches nothing of the restore's. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
