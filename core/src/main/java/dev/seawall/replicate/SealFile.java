package dev.seawall.replicate;

import dev.seawall.io.FolderSync;
import dev.seawall.io.Pieces;
import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.replicate.Tape.Mark;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Is one file of the spool: a head, then WAL bytes as they are. Local, and read by the version that wrote it or a later
 * one; all numbers big-endian.
 *
 * <pre>
 *   0  4  magic "SWS1"
 *   4  4  length of the head, its checksum included
 *   8  8  cycle
 *  16 32  the WAL's header
 *  48  8  start offset      56  8  WAL checksum there (2 x 4)
 *  64  8  end offset        72  8  WAL checksum there (2 x 4)
 *  80  8  1 if it is known where the cycle before ended; else 0, and so are the next three
 *  88 32  that cycle's WAL header
 * 120  8  its end offset   128  8  WAL checksum there (2 x 4)
 * 136 16  for each time at which commits were seen: last frame (8), milliseconds since 1970-01-01T00:00Z (8)
 *      4  CRC32C of all before
 *         WAL bytes from start to end
 *         whatever an earlier seal left there
 * </pre>
 *
 * @param headBytes where the WAL bytes begin in the file
 * @param fileBytes how long the file is
 */
record SealFile(Path path, Seal seal, int headBytes, long fileBytes) {
    static final String SUFFIX = ".wal";
    static final String UNFINISHED_SUFFIX = ".tmp";

    private static final int MAGIC = 0x53575331;
    private static final int FIXED_BYTES = 136;
    private static final int MARK_BYTES = 16;
    private static final int CRC_BYTES = 4;
    /** A mark for each frame of 512 bytes in the longest run would need less. */
    private static final int MAX_HEAD_BYTES = 1 << 20;

    /** What file systems commonly hand out at least. */
    private static final long DISK_BLOCK_BYTES = 4096;

    /** How much of the disk it takes, about. */
    long diskBytes() {
        return (fileBytes + DISK_BLOCK_BYTES - 1) / DISK_BLOCK_BYTES * DISK_BLOCK_BYTES;
    }

    /** Writes a file that is durable under its name when this returns; leaves nothing of that name on failure. */
    static SealFile create(Path path, Seal seal, byte[] content) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED_SUFFIX);
        SealFile written;
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            written = write(path, channel, seal, content);
            channel.force(true);
        } catch (IOException e) {
            deleteAfter(e, unfinished);
            throw e;
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        try {
            FolderSync.sync(path.resolveSibling("."));
        } catch (IOException e) {
            deleteAfter(e, path);
            throw e;
        }
        return written;
    }

    /**
     * Writes over a file whose name is durable and whose content nobody needs; durable when this returns. Deletes the file on
     * failure: the same sync, tried again, could succeed and have lost what failed.
     */
    static SealFile rewrite(Path path, Seal seal, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            SealFile written = write(path, channel, seal, content);
            channel.force(false); // its length is synced all the same, its times need not be
            return written;
        } catch (IOException e) {
            deleteAfter(e, path);
            throw e;
        }
    }

    /** Deletes a file because of a failure, which keeps what goes wrong meanwhile. */
    static void deleteAfter(IOException failure, Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Makes sure that no later process takes a file for a seal, whatever becomes of its name; durable when this returns. */
    static void invalidate(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Pieces.write(channel, ByteBuffer.allocate(Integer.BYTES));
            channel.force(false);
        }
    }

    /** Makes durable what a process that was killed may have written and not synced. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static SealFile write(Path path, FileChannel channel, Seal seal, byte[] content) throws IOException {
        ByteBuffer head = encode(seal);
        int headBytes = head.remaining();
        Pieces.write(channel, head);
        Pieces.write(channel, ByteBuffer.wrap(content, 0, seal.length()));
        return new SealFile(path, seal, headBytes, channel.size());
    }

    private static ByteBuffer encode(Seal seal) {
        int length = FIXED_BYTES + seal.marks().size() * MARK_BYTES + CRC_BYTES;
        ByteBuffer head = ByteBuffer.allocate(length);
        head.putInt(MAGIC).putInt(length).putLong(seal.cycle());
        seal.header().write(head);
        putPlace(head, seal.start().offsetBytes(), seal.start().checksum());
        putPlace(head, seal.end().offsetBytes(), seal.end().checksum());
        head.putLong(seal.before().isPresent() ? 1 : 0);
        if (seal.before().isPresent()) {
            CycleEnd before = seal.before().get();
            before.header().write(head);
            putPlace(head, before.offsetBytes(), before.checksum());
        }
        head.position(FIXED_BYTES);
        for (Mark mark : seal.marks()) {
            head.putLong(mark.frame()).putLong(mark.timeMillis());
        }
        head.putInt(crc(head.array(), head.position()));
        return head.flip();
    }

    private static void putPlace(ByteBuffer head, long offsetBytes, Checksum checksum) {
        head.putLong(offsetBytes).putInt(checksum.sum1()).putInt(checksum.sum2());
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /**
     * Reads a file and verifies all of it: head, length, and every frame.
     *
     * @return empty if anything is not as it was written
     */
    static Optional<SealFile> read(Path path) throws IOException {
        long size = Files.size(path);
        if (size < FIXED_BYTES + CRC_BYTES || size > (long) MAX_HEAD_BYTES + RunReader.MAX_RUN) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        int headBytes = bytes.getInt(4);
        boolean plausible = bytes.getInt(0) == MAGIC
                && headBytes >= FIXED_BYTES + CRC_BYTES
                && headBytes <= bytes.limit()
                && (headBytes - FIXED_BYTES - CRC_BYTES) % MARK_BYTES == 0
                && bytes.getInt(headBytes - CRC_BYTES) == crc(bytes.array(), headBytes - CRC_BYTES);
        if (!plausible) {
            return Optional.empty();
        }
        try {
            Seal seal = decode(bytes, headBytes);
            if (bytes.limit() - headBytes < seal.length()) {
                return Optional.empty();
            }
            ByteBuffer run =
                    ByteBuffer.wrap(bytes.array(), headBytes, seal.length()).slice();
            boolean whole =
                    RunReader.verify(seal.start(), seal.header(), run).end().equals(seal.end());
            return whole ? Optional.of(new SealFile(path, seal, headBytes, size)) : Optional.empty();
        } catch (WalFormatException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Seal decode(ByteBuffer bytes, int headBytes) throws WalFormatException {
        ByteBuffer head = bytes.duplicate().position(8).limit(headBytes - CRC_BYTES);
        long cycle = head.getLong();
        WalHeader header = header(head);
        Place start = new Place(cycle, head.getLong(), new Checksum(head.getInt(), head.getInt()));
        Place end = new Place(cycle, head.getLong(), new Checksum(head.getInt(), head.getInt()));
        Optional<CycleEnd> before = Optional.empty();
        if (head.getLong() != 0) {
            WalHeader headerBefore = header(head);
            before =
                    Optional.of(new CycleEnd(headerBefore, head.getLong(), new Checksum(head.getInt(), head.getInt())));
        }
        head.position(FIXED_BYTES);
        List<Mark> marks = new ArrayList<>();
        while (head.hasRemaining()) {
            marks.add(new Mark(cycle, head.getLong(), head.getLong()));
        }
        return new Seal(header, start, end, before, marks);
    }

    private static WalHeader header(ByteBuffer head) throws WalFormatException {
        WalHeader header = WalHeader.parse(head);
        head.position(head.position() + WalHeader.BYTES);
        return header;
    }

    /** Reads WAL bytes from an offset of its cycle on; returns how many, fewer than asked for where it ends. */
    int read(long offsetBytes, byte[] into, int at, int length) throws IOException {
        int wanted = (int) Math.min(length, seal.end().offsetBytes() - offsetBytes);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(headBytes + offsetBytes - seal.start().offsetBytes());
            if (Pieces.readUpTo(file, into, at, wanted) < wanted) {
                throw new EOFException("the file ends within what was sealed");
            }
        }
        return wanted;
    }
}
