package dev.seawall.replicate;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Drives a replicator with one replica, over a clock that moves only when told. */
final class Beside implements AutoCloseable {
    /** Each has generations of its own. */
    private static final AtomicLong opened = new AtomicLong();

    private final Replicator replicator;
    private final Storage storage;
    private final long[] nanos;

    private Beside(Replicator replicator, Storage storage, long[] nanos) {
        this.replicator = replicator;
        this.storage = storage;
        this.nanos = nanos;
    }

    static Beside open(Path database, Storage storage) throws Exception {
        return open(database, storage, Options.DEFAULTS, new long[1]);
    }

    static Beside open(Path database, Storage storage, Options options, long[] nanos) throws Exception {
        Times times = new Times(() -> Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]), () -> nanos[0]);
        Replicator replicator = Replicator.open(
                database,
                JournalMode.REQUIRE_WAL,
                List.of(storage),
                options,
                Optional.empty(),
                times,
                new Random(opened.incrementAndGet()));
        return new Beside(replicator, storage, nanos);
    }

    static Options everyFrames(long frames, Duration snapshotInterval, Duration retention) {
        Options defaults = Options.DEFAULTS;
        return new Options(
                defaults.syncInterval(),
                snapshotInterval,
                retention,
                frames,
                defaults.checkpointInterval(),
                defaults.maxWalBytes(),
                defaults.spoolLimitBytes(),
                defaults.firmRotate());
    }

    Replicator replicator() {
        return replicator;
    }

    void pass(Duration time) {
        nanos[0] += time.toNanos();
    }

    /** Takes every kind of step until nothing is left to ship. */
    void shipAll() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            long news = replicator.capture();
            int tended = replicator.tend();
            int shipped = replicator.ship(0);
            int copied = replicator.snapshot(0);
            if (news + tended + shipped + copied == 0 && replicator.isShippedTo(replicator.end())) {
                return;
            }
            pass(Duration.ofMillis(100));
        }
        throw new AssertionError("not shipped: " + replicator.status());
    }

    GenerationId generation() {
        return replicator.status().get(0).position().generation();
    }

    /** Why the current generation began, as its first segment says. */
    String reason() throws Exception {
        Optional<SegmentStamp> first = new StampReader(storage).read(new SegmentName(generation(), 0, 0));
        return first.orElseThrow().predecessor().orElseThrow().reason();
    }

    @Override
    public void close() throws Exception {
        replicator.close();
    }
}
