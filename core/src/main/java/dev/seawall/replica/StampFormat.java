package dev.seawall.replica;

import java.util.Optional;

/**
 * Draws a stamp's bytes.
 *
 * <pre>
 *  0        4        8     9      10      12        16           24      28      32
 *  | magic  | length | ver | kind | flags | page    | generation | index | xx-   |
 *  | LE     | LE     | = 1 |      |       | size    |            |       | Hash32|
 *  32       40        48         56          64        72
 *  | offset | content | first    | last      | commit  | what follows depends on the kind:
 *  |        | bytes   | commit's | commit's  | number  |
 *                       time       time
 *
 *  segment:  72       80       88        96        104      108
 *            | end    | salts  | sums at | sums at | commit |
 *            | offset | 1, 2   | start   | end     | count  |
 *  snapshot: 72         80
 *            | database |
 *            | pages    |
 *
 *  then, in this order, each where its flag is set, and the commits in a segment:
 *  PREVIOUS_INDEX      | end offset 8 | sums 8 |
 *  PREDECESSOR         | known 1 | generation 8 | length 1 | reason, UTF-8 |
 *  commit              | end offset 8 | time 8 | database pages 4 |, with DATABASE_CHECKSUM | checksum 8 |
 *  DATABASE_CHECKSUM   in a snapshot | checksum 8 |
 *  then | CRC32C of all before it 4 |
 * </pre>
 *
 * <p>The magic and the length (of all behind it) make it an LZ4 skippable frame, so they are little-endian; all else is
 * big-endian. Times are milliseconds since 1970-01-01T00:00Z; in a segment without a commit both are 0. The offset is
 * where a segment starts, or the moment in its index that a snapshot shows; the commit number is a segment's next, or
 * the one that a snapshot shows. Nothing writes DATABASE_CHECKSUM yet; readers of version 1 must skip it.
 */
final class StampFormat {
    static final int MAGIC = 0x184D_2A53;
    static final int VERSION = 1;
    /** Far above the 430 KiB that a segment of 8 MiB can need with pages of 512 bytes, each a commit. */
    static final int MAX_BYTES = 8 << 20;

    static final int MAGIC_OFFSET = 0;
    static final int LENGTH_OFFSET = MAGIC_OFFSET + 4;
    static final int VERSION_OFFSET = LENGTH_OFFSET + 4;
    static final int KIND_OFFSET = VERSION_OFFSET + 1;
    static final int FLAGS_OFFSET = KIND_OFFSET + 1;
    static final int PAGE_SIZE_OFFSET = FLAGS_OFFSET + 2;
    static final int GENERATION_OFFSET = PAGE_SIZE_OFFSET + 4;
    static final int INDEX_OFFSET = GENERATION_OFFSET + 8;
    static final int XXHASH32_OFFSET = INDEX_OFFSET + 4;
    static final int OFFSET_OFFSET = XXHASH32_OFFSET + 4;
    static final int CONTENT_BYTES_OFFSET = OFFSET_OFFSET + 8;
    static final int FIRST_TIME_OFFSET = CONTENT_BYTES_OFFSET + 8;
    static final int LAST_TIME_OFFSET = FIRST_TIME_OFFSET + 8;
    static final int COMMIT_OFFSET = LAST_TIME_OFFSET + 8;
    static final int HEADER_BYTES = COMMIT_OFFSET + 8;

    static final int END_OFFSET = HEADER_BYTES;
    static final int SALT_OFFSET = END_OFFSET + 8;
    static final int START_CHECKSUM_OFFSET = SALT_OFFSET + 8;
    static final int END_CHECKSUM_OFFSET = START_CHECKSUM_OFFSET + 8;
    static final int COMMIT_COUNT_OFFSET = END_CHECKSUM_OFFSET + 8;
    static final int SEGMENT_BYTES = COMMIT_COUNT_OFFSET + 4;

    static final int DATABASE_PAGES_OFFSET = HEADER_BYTES;
    static final int SNAPSHOT_BYTES = DATABASE_PAGES_OFFSET + 8;

    static final int INDEX_END_BYTES = 8 + 8;
    static final int PREDECESSOR_BYTES = 1 + 8 + 1;
    static final int COMMIT_BYTES = 8 + 8 + 4;
    static final int DATABASE_CHECKSUM_BYTES = 8;
    static final int CRC_BYTES = 4;

    static final int KIND_SEGMENT = 1;
    static final int KIND_SNAPSHOT = 2;

    static final int FLAG_PREVIOUS_INDEX = 1;
    static final int FLAG_PREDECESSOR = 2;
    static final int FLAG_DATABASE_CHECKSUM = 4;
    static final int KNOWN_FLAGS = FLAG_PREVIOUS_INDEX | FLAG_PREDECESSOR | FLAG_DATABASE_CHECKSUM;

    private StampFormat() {}

    static int kind(ObjectName name) {
        return name instanceof SegmentName ? KIND_SEGMENT : KIND_SNAPSHOT;
    }

    static Optional<Predecessor> predecessor(Stamp stamp) {
        return stamp instanceof SegmentStamp segment ? segment.predecessor() : ((SnapshotStamp) stamp).predecessor();
    }
}
