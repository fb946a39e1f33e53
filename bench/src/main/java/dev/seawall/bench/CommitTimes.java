package dev.seawall.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Holds for each of an application's commits when it was due, and when SQLite said that it was done.
 *
 * <p>Under a fixed rate, due is what the schedule says: a commit that could only begin late because the one before it
 * stalled has waited, and counts as such. Without a rate, due is when its transaction began.
 */
final class CommitTimes {
    private static final int FIRST_CAPACITY = 1 << 16;
    static final int PRECISION_DIGITS = 3;

    private long[] due = new long[FIRST_CAPACITY];
    private long[] done = new long[FIRST_CAPACITY];
    private int count;

    void add(long dueNanos, long doneNanos) {
        if (count == due.length) {
            due = Arrays.copyOf(due, count * 2);
            done = Arrays.copyOf(done, count * 2);
        }
        due[count] = dueNanos;
        done[count++] = doneNanos;
    }

    int count() {
        return count;
    }

    long doneNanos(int commit) {
        return done[commit];
    }

    /** The first commit that was due this long after the first one; what is before it warmed everything up. */
    int firstAfter(long nanos) {
        int first = 0;
        while (first < count && due[first] < due[0] + nanos) {
            first++;
        }
        return first;
    }

    /** How long commits took, from the moment they were due. */
    Histogram latencies(int from) {
        Histogram histogram = new Histogram(PRECISION_DIGITS);
        for (int i = from; i < count; i++) {
            histogram.recordValue(Math.max(0, done[i] - due[i]));
        }
        return histogram;
    }

    double perSecond(int from) {
        return (count - from) * 1e9 / (done[count - 1] - due[from]);
    }

    void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(count);
            for (int i = 0; i < count; i++) {
                out.writeLong(due[i]);
                out.writeLong(done[i]);
            }
        }
    }

    static CommitTimes read(Path file) throws IOException {
        CommitTimes times = new CommitTimes();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int left = in.readInt(); left > 0; left--) {
                times.add(in.readLong(), in.readLong());
            }
        }
        return times;
    }
}
