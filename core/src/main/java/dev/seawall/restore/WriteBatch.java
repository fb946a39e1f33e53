package dev.seawall.restore;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Collects what is to be written to a file, in order, up to a bound; and writes it. */
final class WriteBatch {
    private static final int BYTES = 1 << 20;
    /**
     * Linux caches what one call writes in one piece, and a later write of one page into a large piece costs as much as the
     * piece is long: 489 MiB with 60,000 pages written again took twice as long with a MiB a call.
     */
    private static final int WRITE_BYTES = 64 << 10;

    private sealed interface Step {}

    /** Bytes of the buffer, from {@code begin}, that belong at {@code offset}. */
    private record Bytes(int begin, int length, long offset) implements Step {
        boolean isContinuedAt(long next) {
            return offset + length == next;
        }

        Bytes and(int more) {
            return new Bytes(begin, length + more, offset);
        }
    }

    private record Length(long bytes) implements Step {}

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private final List<Step> steps = new ArrayList<>();

    /** Takes up as many of the bytes as there is room for; what remains in them is for another batch. */
    void take(ByteBuffer bytes, long offset) {
        int length = Math.min(bytes.remaining(), buffer.remaining());
        if (length == 0) {
            return;
        }
        int begin = buffer.position();
        buffer.put(begin, bytes, bytes.position(), length).position(begin + length);
        bytes.position(bytes.position() + length);
        int last = steps.size() - 1;
        if (last >= 0 && steps.get(last) instanceof Bytes before && before.isContinuedAt(offset)) {
            steps.set(last, before.and(length));
        } else {
            steps.add(new Bytes(begin, length, offset));
        }
    }

    void setLength(long bytes) {
        steps.add(new Length(bytes));
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    boolean isFull() {
        return !buffer.hasRemaining();
    }

    /** Writes everything, and is empty again. */
    void writeTo(RandomAccessFile file) throws IOException {
        for (Step step : steps) {
            if (step instanceof Bytes bytes) {
                write(file, bytes);
            } else if (step instanceof Length length) {
                file.setLength(length.bytes());
            }
        }
        steps.clear();
        buffer.clear();
    }

    private void write(RandomAccessFile file, Bytes bytes) throws IOException {
        int end = bytes.begin() + bytes.length();
        int begin = bytes.begin();
        while (begin < end) {
            int until = Math.min(end, begin + WRITE_BYTES);
            ByteBuffer part = buffer.duplicate().limit(until).position(begin);
            begin += file.getChannel().write(part, bytes.offset() + begin - bytes.begin());
        }
    }
}
