package dev.seawall.restore;

import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Gives a plan's segments in order, and fetches and decompresses those to come meanwhile. */
final class SegmentFetcher implements AutoCloseable {
    /** What a segment may hold when nothing tells: ours have 8 MiB and a header at most. */
    private static final long FORESEEN_BYTES = (8L << 20) + 4096;

    private final PatientStorage storage;
    private final List<Listed<SegmentName>> segments;
    private final ProgressCount progress;
    private final Buffers buffers;
    private final FetchAhead<FetchedSegment> ahead;
    private int next;

    SegmentFetcher(
            PatientStorage storage,
            List<Listed<SegmentName>> segments,
            ProgressCount progress,
            int parallelism,
            long budgetBytes) {
        this.storage = storage;
        this.segments = segments;
        this.progress = progress;
        this.buffers = new Buffers(budgetBytes);
        this.ahead = new FetchAhead<>(storage, segments, new Decompressed(), parallelism, budgetBytes);
    }

    /** Opens the next segment; the one before is no longer needed. */
    OpenSegment next() throws IOException {
        Listed<SegmentName> segment = segments.get(next++);
        Optional<FetchedSegment> fetched = ahead.next();
        if (fetched.isEmpty()) {
            return OpenSegment.streaming(segment.name(), progress.count(storage.open(segment)));
        }
        progress.add(segment.sizeBytes());
        return fetched.get().open(buffers);
    }

    private final class Decompressed implements FetchAhead.Loader<FetchedSegment> {
        /** What it holds, decompressed, as far as the name of the next tells. */
        @Override
        public long moreBytes(int i, long mostBytes) {
            SegmentName name = segments.get(i).name();
            boolean isLast =
                    i + 1 == segments.size() || segments.get(i + 1).name().index() != name.index();
            long bytes = isLast ? FORESEEN_BYTES : segments.get(i + 1).name().offsetBytes() - name.offsetBytes();
            return Math.min(bytes, mostBytes);
        }

        @Override
        public FetchedSegment load(int i, InputStream stored, long moreBytes) throws IOException {
            return FetchedSegment.read(segments.get(i), stored, (int) moreBytes, buffers);
        }
    }

    @Override
    public void close() {
        ahead.close();
    }
}
