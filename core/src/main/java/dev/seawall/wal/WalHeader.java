package dev.seawall.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Holds the 32 bytes that begin a WAL file.
 *
 * <pre>
 *  0        4        8        12       16       20       24       28       32
 *  | magic  | format | page   | check- | salt-1 | salt-2 | sum-1  | sum-2  |
 *  |        | 3007000| size   | point  |        |        |        |        |
 *                               sequence
 * </pre>
 *
 * <p>All fields are big-endian. The magic's last bit selects the word order in which checksums read the data: 0 for
 * little-endian, 1 for big-endian. Unlike in the database header, a page size of 65536 is stored as such.
 */
public record WalHeader(
        ByteOrder checksumOrder, PageSize pageSize, int checkpointSequence, Salt salt, Checksum checksum) {
    public static final int BYTES = 32;

    private static final int MAGIC_OFFSET = 0;
    private static final int FORMAT_OFFSET = MAGIC_OFFSET + 4;
    private static final int PAGE_SIZE_OFFSET = FORMAT_OFFSET + 4;
    private static final int SEQUENCE_OFFSET = PAGE_SIZE_OFFSET + 4;
    private static final int SALT1_OFFSET = SEQUENCE_OFFSET + 4;
    private static final int SALT2_OFFSET = SALT1_OFFSET + 4;
    private static final int CHECKSUM_OFFSET = SALT2_OFFSET + 4;

    private static final int MAGIC = 0x377f0682;
    private static final int BIG_ENDIAN_CHECKSUMS = 1;
    private static final int FORMAT = 3_007_000;

    /**
     * Parses and verifies a WAL header.
     *
     * @param bytes holds the header at its position; nothing about the buffer changes
     * @throws WalFormatException if fewer than 32 bytes remain, or the magic, format, page size or checksum is wrong: in
     *     a live file this may be a header that is being written right now
     */
    public static WalHeader parse(ByteBuffer bytes) throws WalFormatException {
        if (bytes.remaining() < BYTES) {
            throw new WalFormatException(0, "WAL header", "32 bytes", bytes.remaining() + " bytes");
        }
        ByteBuffer header = bytes.slice().order(ByteOrder.BIG_ENDIAN);
        int magic = header.getInt(MAGIC_OFFSET);
        if ((magic & ~BIG_ENDIAN_CHECKSUMS) != MAGIC) {
            throw new WalFormatException(MAGIC_OFFSET, "WAL magic", "377f0682 or 377f0683", hex(magic));
        }
        int format = header.getInt(FORMAT_OFFSET);
        if (format != FORMAT) {
            throw new WalFormatException(
                    FORMAT_OFFSET, "WAL format", Integer.toString(FORMAT), Integer.toString(format));
        }
        long pageSize = Integer.toUnsignedLong(header.getInt(PAGE_SIZE_OFFSET));
        if (!PageSize.isValid(pageSize)) {
            throw new WalFormatException(
                    PAGE_SIZE_OFFSET, "page size", "a power of two from 512 to 65536", Long.toString(pageSize));
        }
        ByteOrder order = (magic & BIG_ENDIAN_CHECKSUMS) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Checksum stored = Checksum.read(header, CHECKSUM_OFFSET);
        Checksum computed = Checksum.SEED.over(header.slice().order(order), 0, CHECKSUM_OFFSET);
        if (!stored.equals(computed)) {
            throw new WalFormatException(
                    CHECKSUM_OFFSET, "WAL header checksum", computed.toString(), stored.toString());
        }
        return new WalHeader(
                order,
                new PageSize((int) pageSize),
                header.getInt(SEQUENCE_OFFSET),
                new Salt(header.getInt(SALT1_OFFSET), header.getInt(SALT2_OFFSET)),
                stored);
    }

    /** Writes the 32 bytes that {@link #parse} reads, at the buffer's position, and moves it past them. */
    public void write(ByteBuffer into) {
        int magic = MAGIC | (checksumOrder == ByteOrder.BIG_ENDIAN ? BIG_ENDIAN_CHECKSUMS : 0);
        ByteBuffer header = into.slice().order(ByteOrder.BIG_ENDIAN);
        header.putInt(MAGIC_OFFSET, magic)
                .putInt(FORMAT_OFFSET, FORMAT)
                .putInt(PAGE_SIZE_OFFSET, pageSize.bytes())
                .putInt(SEQUENCE_OFFSET, checkpointSequence)
                .putInt(SALT1_OFFSET, salt.salt1())
                .putInt(SALT2_OFFSET, salt.salt2())
                .putInt(CHECKSUM_OFFSET, checksum.sum1())
                .putInt(CHECKSUM_OFFSET + 4, checksum.sum2());
        into.position(into.position() + BYTES);
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }
}
