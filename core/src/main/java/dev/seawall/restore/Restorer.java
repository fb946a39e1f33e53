package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SnapshotName;
import dev.seawall.sqlite.IntegrityCheck;
import dev.seawall.storage.StorageException;
import dev.seawall.wal.PageSize;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Carries out a restore: a temporary file beside the target takes the snapshot, then the segments, and gets the target's
 * name once all is proven, on disk, and checked as asked.
 *
 * <p>Needs memory for the segments fetched ahead and a few blocks, whatever the sizes of database and transactions. An
 * interrupt ends it with an {@link java.io.InterruptedIOException} or a {@link
 * java.nio.channels.ClosedByInterruptException}, and nothing stays behind.
 */
public final class Restorer {
    private static final int CHUNK_BYTES = 256 << 10;
    /** One more suffices, unless retention is about as short as the restore is long. */
    private static final int MAX_PLANS = 5;

    private final Pause pause;
    private final long budgetBytes;

    public Restorer() {
        this(Pause::sleep, FetchAhead.defaultBudgetBytes());
    }

    Restorer(Pause pause, long budgetBytes) {
        this.pause = pause;
        this.budgetBytes = budgetBytes;
    }

    /** Says what {@link #restore} would do: reads names and stamps, and writes nothing. */
    public RestorePlan plan(RestoreRequest request) throws IOException {
        return new RestorePlanner(new PatientStorage(request.storage(), pause))
                .plan(request.target(), request.generation());
    }

    /**
     * Restores a database.
     *
     * @throws TargetInTheWayException if there is something at the output's path, or a WAL, shared memory or journal
     *     beside it
     * @throws NothingToRestoreException if the replica does not hold what is asked for
     * @throws DamagedReplicaException if an object is missing, broken, or not where it belongs
     * @throws CheckFailedException if SQLite's check finds fault
     */
    public RestoreResult restore(RestoreRequest request) throws IOException {
        long startedNanos = System.nanoTime();
        OutputFile.requireFree(request.output().toAbsolutePath());
        Optional<RestorePlan> before = Optional.empty();
        Optional<StorageException> failure = Optional.empty();
        for (int plans = 1; ; plans++) {
            Optional<RestorePlan> plan = Optional.empty();
            try {
                plan = Optional.of(plan(request));
                if (failure.isEmpty() || !plan.equals(before)) {
                    long databaseBytes = carryOut(request, plan.get());
                    Duration duration = Duration.ofNanos(System.nanoTime() - startedNanos);
                    return new RestoreResult(
                            request.output(),
                            plan.get().target(),
                            databaseBytes,
                            duration,
                            plan.get().warnings());
                }
            } catch (StorageException e) {
                // Retention may have deleted what was listed or planned; it leaves whole what a new plan finds.
                if (e.kind() != StorageException.Kind.NOT_FOUND || plans == MAX_PLANS) {
                    throw explained(e);
                }
                before = plan;
                failure = Optional.of(e);
                continue;
            }
            throw explained(failure.get()); // the same plan again would fail again
        }
    }

    private static StorageException explained(StorageException e) {
        return e.kind() != StorageException.Kind.NOT_FOUND
                ? e
                : new StorageException(
                        e.kind(),
                        e.getMessage() + "; it was listed, so it was deleted while this restore ran, and so was what"
                                + " the next plan named: restore again, and if this repeats, find out what deletes there",
                        e);
    }

    private long carryOut(RestoreRequest request, RestorePlan plan) throws IOException {
        try (OutputFile output = new OutputFile(request.output())) {
            long databaseBytes = rebuild(request, plan, output);
            check(request.check(), output);
            output.publish();
            return databaseBytes;
        }
    }

    private long rebuild(RestoreRequest request, RestorePlan plan, OutputFile output) throws IOException {
        PatientStorage storage = new PatientStorage(request.storage(), pause);
        ProgressCount progress = new ProgressCount(request.progress(), plan.totalBytes());
        try (SegmentFetcher segments =
                        new SegmentFetcher(storage, plan.segments(), progress, request.parallelism(), budgetBytes);
                PageFile file = new PageFile(output.temporary())) {
            Optional<PageSize> pageSize = writeSnapshot(plan, progress.count(storage.open(plan.snapshot())), file);
            ChainReplay chain = new ChainReplay(plan, file, pageSize);
            for (int i = 0; i < plan.segments().size(); i++) {
                try (OpenSegment segment = segments.next()) {
                    chain.replay(segment);
                }
            }
            chain.finish();
            file.sync();
            return file.lengthBytes();
        }
    }

    private static Optional<PageSize> writeSnapshot(RestorePlan plan, InputStream object, PageFile file)
            throws IOException {
        SnapshotName name = plan.snapshot().name();
        try (ObjectReader reader = new ObjectReader(name, object)) {
            if (!reader.snapshotStamp().equals(plan.snapshotStamp())) {
                throw new DamagedReplicaException(
                        name.key(),
                        "stamp",
                        plan.snapshotStamp().toString(),
                        reader.snapshotStamp().toString());
            }
            byte[] chunk = new byte[CHUNK_BYTES];
            DatabaseHeader header = DatabaseHeader.NONE;
            int n = reader.content().readNBytes(chunk, 0, chunk.length);
            if (n > 0) {
                header = DatabaseHeader.read(chunk, n);
            }
            while (n > 0) {
                file.append(chunk, n);
                n = reader.content().readNBytes(chunk, 0, chunk.length);
            }
            return header.requireFits(plan, file.lengthBytes());
        }
    }

    private static void check(Check check, OutputFile output) throws IOException {
        List<String> problems = switch (check) {
            case NONE -> List.of();
            case QUICK -> IntegrityCheck.quick(output.temporary());
            case FULL -> IntegrityCheck.full(output.temporary());
        };
        if (!problems.isEmpty()) {
            throw new CheckFailedException(problems);
        }
    }
}
