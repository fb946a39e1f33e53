package dev.seawall.replica;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Streams an object's content; at its end compares it with the stamp, and makes sure that nothing follows. Uses what it is
 * given to read into: behind what a read returns there may be anything.
 */
final class ObjectContent extends InputStream {
    private final RawBytes in;
    private final Lz4FrameReader frame;
    private final Optional<ContentSeal> expected;
    private int next;
    private boolean proven;

    ObjectContent(RawBytes in, Lz4FrameReader frame, Optional<ContentSeal> expected) {
        this.in = in;
        this.frame = frame;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (next == frame.block().end()) {
            if (proven || !nextBlock(bytes, offset, length)) {
                return -1;
            }
        }
        int n = Math.min(length, frame.block().end() - next);
        if (frame.block().buffer() != bytes) {
            System.arraycopy(frame.block().buffer(), next, bytes, offset, n);
        }
        next += n;
        return n;
    }

    private boolean nextBlock(byte[] wanted, int at, int room) throws IOException {
        long foreseen = expected.isPresent() ? expected.get().lengthBytes() - frame.contentBytes() : Long.MAX_VALUE;
        boolean more = frame.nextBlock(foreseen, wanted, at, room);
        long bytes = frame.contentBytes();
        if (expected.isPresent() && bytes > expected.get().lengthBytes()) {
            throw in.damaged("content length", expected.get().lengthBytes() + " bytes", bytes + " or more");
        }
        if (more) {
            next = frame.block().start();
            return true;
        }
        requireSealed();
        requireNothingBehind();
        proven = true;
        return false;
    }

    private void requireSealed() throws DamagedReplicaException {
        ContentSeal actual = frame.seal();
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw in.damaged("content", expected.get().toString(), actual.toString());
        }
    }

    /** Litestream ignores what follows the frame; garbage can be ignored with it, another frame or our own damage not. */
    private void requireNothingBehind() throws IOException {
        byte[] behind = new byte[Integer.BYTES];
        int n = in.readUpTo(behind, 0, behind.length);
        if (n == 0) {
            return;
        }
        boolean anotherFrame = n == behind.length && Lz4Format.beginsFrame(Lz4Format.littleEndianInt(behind));
        if (expected.isPresent() || anotherFrame) {
            throw in.damaged("end of the object", "nothing behind the LZ4 frame", "followed by more bytes");
        }
    }

    @Override
    public void close() {
        frame.close();
    }
}
