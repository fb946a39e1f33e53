package dev.seawall.replicate;

import java.util.Arrays;

/** Keeps a run in one array, which grows to the longest one. */
final class RunBytes implements RunReader.Sink {
    private byte[] bytes = new byte[0];
    private int length;

    @Override
    public void begin() {
        length = 0;
    }

    @Override
    public void take(byte[] piece, int pieceLength) {
        if (bytes.length - length < pieceLength) {
            bytes = Arrays.copyOf(bytes, Math.min(RunReader.MAX_RUN, Math.max(2 * bytes.length, length + pieceLength)));
        }
        System.arraycopy(piece, 0, bytes, length, pieceLength);
        length += pieceLength;
    }

    /** The run last read, from index 0 on. */
    byte[] bytes() {
        return bytes;
    }
}
