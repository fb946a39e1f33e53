package dev.seawall.restore;

import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
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
 * Gives segments in order, and fetches and decompresses those to come meanwhile, several at a time, within a budget of
 * memory.
 *
 * <p>A segment too large for the budget (Litestream's may have 4 GiB) is not fetched ahead but streamed in its turn, so
 * that its connection does not idle before.
 */
final class SegmentFetcher implements AutoCloseable {
    private static final long MAX_BUDGET_BYTES = 32L << 20;
    /** Enough to hide the latency of a request; more would only hold futures of tiny objects. */
    private static final int AHEAD_PER_THREAD = 4;
    /** What a segment may hold when nothing tells: ours have 8 MiB and a header at most. */
    private static final long FORESEEN_BYTES = (8L << 20) + 4096;

    private record Fetch(Listed<SegmentName> segment, long heldBytes, Optional<Future<FetchedSegment>> fetched) {}

    private final PatientStorage storage;
    private final List<Listed<SegmentName>> segments;
    private final ProgressCount progress;
    private final long budgetBytes;
    private final int maxAhead;
    private final ExecutorService threads;
    private final Deque<Fetch> ahead = new ArrayDeque<>();
    private int next;
    private long heldBytes;
    private long givenBytes;

    SegmentFetcher(
            PatientStorage storage,
            List<Listed<SegmentName>> segments,
            ProgressCount progress,
            int parallelism,
            long budgetBytes) {
        this.storage = storage;
        this.segments = segments;
        this.progress = progress;
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
    static long defaultBudgetBytes() {
        return Math.min(MAX_BUDGET_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    /** Opens the next segment; the one before is no longer needed. */
    OpenSegment next() throws IOException {
        heldBytes -= givenBytes;
        Fetch fetch = ahead.remove();
        givenBytes = fetch.heldBytes();
        fillUp();
        if (fetch.fetched().isEmpty()) {
            InputStream stored = progress.count(storage.open(fetch.segment()));
            return OpenSegment.streaming(fetch.segment().name(), stored);
        }
        FetchedSegment fetched = Outcome.of(fetch.fetched().get());
        progress.add(fetch.segment().sizeBytes());
        return fetched.open();
    }

    private void fillUp() {
        while (next < segments.size() && ahead.size() < maxAhead) {
            Listed<SegmentName> segment = segments.get(next);
            boolean streamed = segment.sizeBytes() > budgetBytes / 2;
            long contentBytes = Math.min(contentBytes(next), budgetBytes / 2);
            long held = streamed ? 0 : Math.max(segment.sizeBytes(), contentBytes);
            // With nothing ahead the next one must be fetched even if the one given fills the budget.
            if (!streamed && !ahead.isEmpty() && heldBytes + held > budgetBytes) {
                return;
            }
            Optional<Future<FetchedSegment>> fetched =
                    streamed ? Optional.empty() : Optional.of(threads.submit(() -> fetch(segment, (int) contentBytes)));
            ahead.add(new Fetch(segment, held, fetched));
            heldBytes += held;
            next++;
        }
    }

    /** How much a segment holds, decompressed, as far as the name of the next tells. */
    private long contentBytes(int i) {
        SegmentName name = segments.get(i).name();
        boolean isLast = i + 1 == segments.size() || segments.get(i + 1).name().index() != name.index();
        return isLast ? FORESEEN_BYTES : segments.get(i + 1).name().offsetBytes() - name.offsetBytes();
    }

    private FetchedSegment fetch(Listed<SegmentName> segment, int maxContentBytes) throws IOException {
        try (InputStream in = storage.open(segment)) {
            return FetchedSegment.read(segment, in, maxContentBytes);
        }
    }

    /** Stops fetching; what is under way ends by itself, and touches nothing of the restore's. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
