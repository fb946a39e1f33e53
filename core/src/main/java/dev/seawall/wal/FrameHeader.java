package dev.seawall.wal;

import java.nio.ByteBuffer;

/**
 * Holds the 24 bytes in front of each page in a WAL.
 *
 * <pre>
 *  0        4             8        12       16       20       24
 *  | page   | database    | salt-1 | salt-2 | sum-1  | sum-2  |
 *  | number | size, pages |        |        |        |        |
 * </pre>
 *
 * <p>A database size other than 0 marks a commit frame.
 *
 * @param pageNumber from 1 to 2^32 - 1
 * @param databasePages the database's size in pages after the commit, or 0 in a frame that commits nothing
 */
public record FrameHeader(long pageNumber, long databasePages, Salt salt, Checksum checksum) {
    public static final int BYTES = 24;

    private static final int PAGE_NUMBER_OFFSET = 0;
    private static final int DATABASE_PAGES_OFFSET = PAGE_NUMBER_OFFSET + 4;
    private static final int SALT1_OFFSET = DATABASE_PAGES_OFFSET + 4;
    private static final int SALT2_OFFSET = SALT1_OFFSET + 4;
    private static final int CHECKSUM_OFFSET = SALT2_OFFSET + 4;
    /** Of the frame header, only the page number and the database size count in the running checksum. */
    static final int CHECKSUMMED_BYTES = SALT1_OFFSET;

    /** Reads the frame header at absolute {@code offset}; whether it is valid, only a {@link FrameChain} can tell. */
    public static FrameHeader read(ByteBuffer bytes, int offset) {
        return new FrameHeader(
                Integer.toUnsignedLong(Checksum.bigEndianInt(bytes, offset + PAGE_NUMBER_OFFSET)),
                Integer.toUnsignedLong(Checksum.bigEndianInt(bytes, offset + DATABASE_PAGES_OFFSET)),
                new Salt(
                        Checksum.bigEndianInt(bytes, offset + SALT1_OFFSET),
                        Checksum.bigEndianInt(bytes, offset + SALT2_OFFSET)),
                Checksum.read(bytes, offset + CHECKSUM_OFFSET));
    }

    public boolean isCommit() {
        return databasePages != 0;
    }
}
