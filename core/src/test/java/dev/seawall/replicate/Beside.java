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

    Beside(Replicator replicator, Storage storage, long[] nanos) {
        this.replicator = replicator;
        this.storage = storage;
        this.nanos = nanos;
    }

    static Beside open(Path database, Storage storage) throws Exception {
        return open(database, storage, Options.DEFAULTS, new long[1]);
    }

    static Beside open(Path database, Storage storage, Options options, long[] nanos) throws Exception {
        return new Beside(replicator(database, List.of(storage), options, nanos), storage, nanos);
    }

    static Replicator replicator(Path database, List<Storage> storages, Options options, long[] nanos)
            throws Exception {
        Times times = new Times(() -> Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]), () -> nanos[0]);
        return Replicator.open(
                database,
                JournalMode.REQUIRE_WAL,
                storages,
                options,
                Optional.empty(),
                times,
                new Random(opened.incrementAndGet()));
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

    /** Takes one step of every kind; returns how much they did. */
    long step() throws Exception {
        return replicator.capture() + replicator.tend() + replicator.ship(0) + replicator.snapshot(0);
    }

    /** Takes every kind of step until nothing is left to ship. */
    void shipAll() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            if (step() == 0 && replicator.isShippedTo(replicator.end())) {
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
