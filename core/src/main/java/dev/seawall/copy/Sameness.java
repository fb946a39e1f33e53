package dev.seawall.copy;

import dev.seawall.copy.CopyRequest.Comparison;
import dev.seawall.replica.Listed;
import dev.seawall.replica.ObjectName;
import dev.seawall.restore.PatientStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Proves that objects of the same name are the same object in both replicas.
 *
 * <p>A name says what an object should be, not what it is. A look at both ends costs one request where the object is small,
 * and two where it is not: at the front stands the stamp, which carries the content's length and hash; at the end of an
 * LZ4 frame, stamped or not, its checksum.
 */
final class Sameness {
    /** Small segments are whole within it, and a snapshot's or segment's stamp begins in it. */
    private static final int FRONT_BYTES = 16 << 10;
    /** The end mark and the checksum of an LZ4 frame, and some of what was compressed. */
    private static final int BACK_BYTES = 64;

    private static final int CHUNK_BYTES = 64 << 10;

    /** An object as each of the two replicas lists it. */
    record Pair(Listed<? extends ObjectName> here, Listed<? extends ObjectName> there) {}

    private final PatientStorage from;
    private final PatientStorage to;
    private final Comparison comparison;

    Sameness(PatientStorage from, PatientStorage to, Comparison comparison) {
        this.from = from;
        this.to = to;
        this.comparison = comparison;
    }

    /** @throws CopyConflictException at the first that differs */
    void require(List<Pair> pairs, int parallelism) throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(parallelism, task -> {
            Thread thread = new Thread(task, "compare-objects");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Boolean>> workers = new ArrayList<>();
            for (int worker = 0; worker < Math.min(parallelism, pairs.size()); worker++) {
                workers.add(threads.submit(() -> compareAll(pairs, next)));
            }
            for (Future<Boolean> worker : workers) {
                await(worker);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean compareAll(List<Pair> pairs, AtomicInteger next) throws IOException {
        for (int i = next.getAndIncrement(); i < pairs.size(); i = next.getAndIncrement()) {
            try {
                require(pairs.get(i));
            } catch (IOException | RuntimeException e) {
                next.set(pairs.size()); // the others need not go on
                throw e;
            }
        }
        return true;
    }

    private static void await(Future<Boolean> worker) throws IOException {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the comparison was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("comparing objects failed", e.getCause());
        }
    }

    /** @throws CopyConflictException if they differ */
    void require(Pair pair) throws IOException {
        long size = pair.here().sizeBytes();
        if (size != pair.there().sizeBytes()) {
            throw differs(pair, "it has " + pair.there().sizeBytes() + " bytes there, and " + size + " here");
        }
        boolean everyByte = comparison == Comparison.FULL && size > FRONT_BYTES;
        boolean same = everyByte ? isSame(pair) : looksSame(pair, size);
        if (!same) {
            throw differs(pair, "it has other bytes there");
        }
    }

    private boolean looksSame(Pair pair, long size) throws IOException {
        if (size == 0) {
            return true; // damage, but the same, and no range of it can be asked for
        }
        String key = pair.here().name().key();
        int front = (int) Math.min(FRONT_BYTES, size);
        if (!Arrays.equals(from.readRange(key, 0, front), to.readRange(key, 0, front))) {
            return false;
        }
        long back = Math.max(front, size - BACK_BYTES);
        int bytes = (int) (size - back);
        return bytes == 0 || Arrays.equals(from.readRange(key, back, bytes), to.readRange(key, back, bytes));
    }

    private boolean isSame(Pair pair) throws IOException {
        byte[] here = new byte[CHUNK_BYTES];
        byte[] there = new byte[CHUNK_BYTES];
        try (InputStream ours = from.open(pair.here());
                InputStream theirs = to.open(pair.there())) {
            while (true) {
                int n = ours.readNBytes(here, 0, here.length);
                int m = theirs.readNBytes(there, 0, there.length);
                if (!Arrays.equals(here, 0, n, there, 0, m)) {
                    return false;
                }
                if (n == 0) {
                    return true;
                }
            }
        }
    }

    private CopyConflictException differs(Pair pair, String how) {
        return new CopyConflictException(
                to + " holds another " + pair.here().name().key() + " than " + from + ": " + how
                        + "; nothing was changed. Copy to a path of its own, or find out which of the two is whole, and move the"
                        + " other away");
    }
}
