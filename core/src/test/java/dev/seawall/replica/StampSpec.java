package dev.seawall.replica;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Tells whether a stamp's bytes keep the rules that {@code docs/format.md} writes down. Written from that text, with its
 * numbers: what the real decoder is compared with.
 */
final class StampSpec {
    private final ByteBuffer stamp;
    private final long generation;
    private final long index;
    private final long offset;
    private int at;

    /** @param stamp with its CRC */
    StampSpec(byte[] stamp) {
        this.stamp = ByteBuffer.wrap(stamp);
        generation = this.stamp.getLong(16);
        index = Integer.toUnsignedLong(this.stamp.getInt(24));
        offset = this.stamp.getLong(32);
    }

    /** Whether the stamp is one of the segment of that name. */
    boolean isSegment(long nameGeneration, long nameIndex, long nameOffset) {
        return isStamp(1, nameGeneration, nameIndex) && offset == nameOffset && segment();
    }

    /** Whether the stamp is one of the snapshot of that name. */
    boolean isSnapshot(long nameGeneration, long nameIndex) {
        return isStamp(2, nameGeneration, nameIndex) && snapshot();
    }

    private boolean isStamp(int kind, long nameGeneration, long nameIndex) {
        CRC32C crc = new CRC32C();
        crc.update(stamp.array(), 0, stamp.capacity() - 4);
        return stamp.getInt(stamp.capacity() - 4) == (int) crc.getValue()
                && stamp.get(8) == 1
                && stamp.get(9) == kind
                && stamp.getShort(10) >= 0
                && stamp.getShort(10) <= 7
                && Integer.bitCount(pageSize()) == 1
                && pageSize() >= 512
                && pageSize() <= 65536
                && generation == nameGeneration
                && index == nameIndex
                && isBoundary(offset);
    }

    private boolean segment() {
        if (stamp.capacity() < 108 + 4) {
            return false;
        }
        long end = stamp.getLong(72);
        boolean beginsIndex = offset == 0;
        boolean fits = end > offset
                && isBoundary(end)
                && stamp.getLong(40) == end - offset
                && stamp.getLong(64) >= 1
                && (!beginsIndex || stamp.getLong(88) == 0)
                && has(1) == (beginsIndex && index > 0)
                && (!has(2) || (beginsIndex && index == 0));
        at = 108;
        return fits
                && (!has(1) || skip(16))
                && (!has(2) || predecessor())
                && commits(stamp.getInt(104), end)
                && isAtEnd();
    }

    private boolean commits(int count, long end) {
        long before = Math.max(offset, 32);
        long first = 0;
        long time = Long.MIN_VALUE;
        for (long i = 0; i < Integer.toUnsignedLong(count); i++) {
            int commit = at;
            if (!skip(has(4) ? 28 : 20)) {
                return false;
            }
            long ends = stamp.getLong(commit);
            long then = stamp.getLong(commit + 8);
            if (ends <= before || ends > end || !isBoundary(ends) || then < time || stamp.getInt(commit + 16) == 0) {
                return false;
            }
            first = i == 0 ? then : first;
            before = ends;
            time = then;
        }
        return stamp.getLong(48) == first && stamp.getLong(56) == (count == 0 ? 0 : time);
    }

    private boolean snapshot() {
        if (stamp.capacity() < 80 + 4) {
            return false;
        }
        long pages = stamp.getLong(72);
        at = 80;
        return !has(1)
                && pages >= 1
                && pages <= 0xffffffffL
                && stamp.getLong(40) == pages * pageSize()
                && stamp.getLong(48) == stamp.getLong(56)
                && stamp.getLong(64) >= 0
                && (!has(2) || predecessor())
                && (!has(4) || skip(8))
                && isAtEnd();
    }

    private boolean predecessor() {
        int known = at;
        if (!skip(10) || (stamp.get(known) != 0 && stamp.get(known) != 1)) {
            return false;
        }
        int reason = at;
        int length = stamp.get(known + 9) & 0xff;
        if (!skip(length)) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(stamp.slice(reason, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private int pageSize() {
        return stamp.getInt(12);
    }

    private boolean has(int flag) {
        return (stamp.getShort(10) & flag) != 0;
    }

    private boolean isBoundary(long place) {
        return place == 0 || (place >= 32 && (place - 32) % (24 + pageSize()) == 0);
    }

    private boolean skip(int bytes) {
        at += bytes;
        return at <= stamp.capacity() - 4;
    }

    private boolean isAtEnd() {
        return at == stamp.capacity() - 4;
    }

    /** Whether a second encoding must give the same bytes: no checksums to skip, nothing said of an unknown generation. */
    boolean isAsWeWrite() {
        boolean predecessor = has(2) && !has(4);
        int known = stamp.get(9) == 1 ? 108 : 80;
        return !has(4) && (!predecessor || stamp.get(known) == 1 || stamp.getLong(known + 1) == 0);
    }

    /** Makes the magic, the length and the CRC right. */
    static void seal(byte[] stamp) {
        ByteBuffer bytes = ByteBuffer.wrap(stamp).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x184d2a53).putInt(4, stamp.length - 8);
        CRC32C crc = new CRC32C();
        crc.update(stamp, 0, stamp.length - 4);
        bytes.order(ByteOrder.BIG_ENDIAN).putInt(stamp.length - 4, (int) crc.getValue());
    }
}
