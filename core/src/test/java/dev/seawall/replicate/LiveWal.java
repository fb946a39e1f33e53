package dev.seawall.replicate;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does to a live {@code -wal} file what a failing disk, or SQLite itself, may do behind everybody's back. */
final class LiveWal {
    private static final int SALT_OFFSET = 8;

    private final Path file;

    LiveWal(Path database) {
        file = database.resolveSibling(database.getFileName() + "-wal");
    }

    private ByteBuffer read() throws Exception {
        ByteBuffer wal = ByteBuffer.wrap(Files.readAllBytes(file));
        return wal.order(WalHeader.parse(wal.duplicate()).checksumOrder());
    }

    private static int frameBytes(ByteBuffer wal) throws Exception {
        return WalHeader.parse(wal.duplicate()).pageSize().frameBytes();
    }

    /** How many frames from the beginning have the header's salts and the right running checksum. */
    int validFrames() throws Exception {
        ByteBuffer wal = read();
        int frameBytes = frameBytes(wal);
        Checksum sum = headerSum(wal);
        int frames = 0;
        for (int at = WalHeader.BYTES; at + frameBytes <= wal.limit(); at += frameBytes) {
            FrameHeader header = FrameHeader.read(wal.duplicate(), at);
            sum = over(sum, wal, at, frameBytes);
            boolean salted =
                    header.salt().equals(WalHeader.parse(wal.duplicate()).salt());
            if (!salted || !sum.equals(header.checksum())) {
                return frames;
            }
            frames++;
        }
        return frames;
    }

    /** The places of frames, from 1, that repeat the commit frame before them. */
    List<Integer> repeatedCommits() throws Exception {
        ByteBuffer wal = read();
        int frameBytes = frameBytes(wal);
        List<Integer> repeated = new ArrayList<>();
        FrameHeader before = FrameHeader.read(wal.duplicate(), WalHeader.BYTES);
        for (int frame = 2; frame <= validFrames(); frame++) {
            FrameHeader header = FrameHeader.read(wal.duplicate(), WalHeader.BYTES + (frame - 1) * frameBytes);
            if (header.isCommit() && before.isCommit() && header.pageNumber() == before.pageNumber()) {
                repeated.add(frame);
            }
            before = header;
        }
        return repeated;
    }

    /**
     * Repeats the last frames with other content behind them, as valid as any: what a transaction leaves whose fsync
     * failed. SQLite's own mark does not move.
     */
    void forgeBehind(int committedFrames, int frames) throws Exception {
        ByteBuffer wal = read();
        int frameBytes = frameBytes(wal);
        int end = WalHeader.BYTES + committedFrames * frameBytes;
        FrameHeader last = FrameHeader.read(wal.duplicate(), end - frameBytes);
        Checksum sum = last.checksum();
        ByteBuffer forged = ByteBuffer.allocate(frames * frameBytes).order(wal.order());
        for (int i = 0; i < frames; i++) {
            int at = i * frameBytes;
            forged.put(at, wal, end - frameBytes, frameBytes);
            forged.put(at + frameBytes - 1, (byte) (forged.get(at + frameBytes - 1) + 1 + i));
            sum = over(sum, forged, at, frameBytes);
            forged.putInt(at + SALT_OFFSET + 8, big(forged, sum.sum1()));
            forged.putInt(at + SALT_OFFSET + 12, big(forged, sum.sum2()));
        }
        write(end, forged.array());
    }

    /** Zeroes a committed frame's salts and checksum, as SQLite 3.40 was seen to leave them. */
    void zeroSums(int frame) throws Exception {
        int at = WalHeader.BYTES + (frame - 1) * frameBytes(read()) + SALT_OFFSET;
        write(at, new byte[16]);
    }

    private void write(int at, byte[] bytes) throws IOException {
        try (RandomAccessFile wal = new RandomAccessFile(file.toFile(), "rw")) {
            wal.seek(at);
            wal.write(bytes);
        }
    }

    /** Header fields are big-endian, whatever the order that checksums are computed in. */
    private static int big(ByteBuffer buffer, int value) {
        return buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static Checksum headerSum(ByteBuffer wal) throws Exception {
        return WalHeader.parse(wal.duplicate()).checksum();
    }

    private static Checksum over(Checksum sum, ByteBuffer wal, int at, int frameBytes) {
        return sum.over(wal, at, 8).over(wal, at + FrameHeader.BYTES, frameBytes - FrameHeader.BYTES);
    }
}
