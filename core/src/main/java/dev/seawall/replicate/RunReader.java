package dev.seawall.replicate;

import dev.seawall.wal.FrameChain;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a run of WAL bytes and verifies every frame of it against the one before, whatever was verified earlier: what is
 * shipped or sealed is what was verified, byte for byte. Goes piece by piece, each small enough to stay in the processor's
 * cache until it is compressed. Used by one thread at a time.
 */
final class RunReader {
    /** Longest run: what one pass takes, and what a full segment holds. */
    static final int MAX_BYTES = 8 << 20;

    /** Longest run with a WAL header in front. */
    static final int MAX_RUN = WalHeader.BYTES + MAX_BYTES;

    private static final int PIECE_BYTES = 256 << 10;
    /** A read may meet the writer, or the moment in which the WAL turns into the next cycle: ask a few times. */
    private static final int ATTEMPTS = 5;

    private static final long PAUSE_NANOS = 2_000_000;

    private final Source source;
    private byte[] buffer = new byte[0];

    RunReader(WalBytes source) {
        this(source::read);
    }

    RunReader(Source source) {
        this.source = source;
    }

    /** Reads up to {@code length} bytes of a cycle; fewer where they are not to be had. */
    interface Source {
        int read(long cycle, long offsetBytes, byte[] into, int at, int length) throws IOException;
    }

    /** Takes the bytes of a run, in order. */
    interface Sink {
        /** Begins, or begins anew: what was taken since did not lead to a run that verifies. */
        void begin();

        /** @param bytes verified up to {@code length}; valid during the call */
        void take(byte[] bytes, int length);
    }

    /** For whom it is enough that they verify. */
    static final Sink NOWHERE = new Sink() {
        @Override
        public void begin() {}

        @Override
        public void take(byte[] bytes, int length) {}
    };

    /**
     * Describes verified bytes.
     *
     * @param end just past the last frame read
     */
    record Run(Place start, Place end, List<CommitFrame> commits) {
        int length() {
            return (int) (end.offsetBytes() - start.offsetBytes());
        }
    }

    record CommitFrame(long frame, long endBytes, long databasePages) {}

    /**
     * Reads whole frames from {@code start} to at most {@code endBytes}, as many as fit in {@link #MAX_BYTES}.
     *
     * @param endBytes just past a frame that SQLite says is committed; more than {@code start}'s offset
     * @param sink has the run when this returns
     * @throws WalFormatException if committed frames do not verify, asked several times
     */
    Run read(Place start, WalHeader header, long endBytes, Sink sink) throws IOException, WalFormatException {
        long end = endOfRun(start, header.pageSize(), endBytes);
        for (int attempt = 1; ; attempt++) {
            try {
                sink.begin();
                return readOnce(start, header, end, sink);
            } catch (WalFormatException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Where a run from {@code start} ends: as many whole frames as fit, up to {@code endBytes}. */
    static long endOfRun(Place start, PageSize pageSize, long endBytes) {
        return end(start, pageSize, endBytes, MAX_BYTES);
    }

    private static long end(Place start, PageSize pageSize, long endBytes, int mostBytes) {
        long from = Math.max(start.offsetBytes(), WalHeader.BYTES);
        long longest = from + (mostBytes / pageSize.frameBytes()) * (long) pageSize.frameBytes();
        return Math.min(endBytes, longest);
    }

    private Run readOnce(Place start, WalHeader header, long end, Sink sink) throws IOException, WalFormatException {
        List<CommitFrame> commits = new ArrayList<>();
        Place at = start;
        while (at.offsetBytes() < end) {
            int length = (int) (end(at, header.pageSize(), end, PIECE_BYTES) - at.offsetBytes());
            Run piece = verify(at, header, readPiece(at, length));
            sink.take(buffer, length);
            commits.addAll(piece.commits());
            at = piece.end();
        }
        return new Run(start, at, commits);
    }

    private ByteBuffer readPiece(Place start, int length) throws IOException, WalFormatException {
        if (buffer.length < length) {
            buffer = new byte[Math.min(WalHeader.BYTES + PIECE_BYTES, Math.max(length, 2 * buffer.length))];
        }
        int found = source.read(start.cycle(), start.offsetBytes(), buffer, 0, length);
        if (found < length) {
            throw new WalFormatException(
                    start.offsetBytes() + found, "committed WAL", length + " bytes", found + " bytes");
        }
        return ByteBuffer.wrap(buffer, 0, length);
    }

    /**
     * Verifies a run of WAL bytes.
     *
     * @param bytes begin at index 0 with the first byte of the run, and hold nothing after it
     * @throws WalFormatException if the header, or a frame's salts or checksum, is not what {@code start} leads to
     */
    static Run verify(Place start, WalHeader header, ByteBuffer bytes) throws WalFormatException {
        int length = bytes.limit();
        int at = 0;
        if (start.offsetBytes() == 0) {
            WalHeader read = WalHeader.parse(bytes);
            if (!read.equals(header)) {
                throw new WalFormatException(
                        0, "WAL header", header.salt().toString(), read.salt().toString());
            }
            at = WalHeader.BYTES;
        }
        bytes.order(header.checksumOrder());
        FrameChain chain =
                at > 0 ? FrameChain.start(header) : FrameChain.resume(header, start.offsetBytes(), start.checksum());
        List<CommitFrame> commits = new ArrayList<>();
        for (; at < length; at += header.pageSize().frameBytes()) {
            FrameHeader frame = chain.accept(bytes, at);
            if (frame.isCommit()) {
                long end = chain.offsetBytes();
                commits.add(new CommitFrame(header.pageSize().framesBefore(end), end, frame.databasePages()));
            }
        }
        return new Run(start, new Place(start.cycle(), chain.offsetBytes(), chain.checksum()), commits);
    }
}
