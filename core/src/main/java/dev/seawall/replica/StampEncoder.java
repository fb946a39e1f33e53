package dev.seawall.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seawall.wal.Checksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/** Turns a stamp into the bytes that {@link StampFormat} draws. */
final class StampEncoder {
    private StampEncoder() {}

    /** The exact length of the stamp's bytes: known before the content is. */
    static int bytes(Stamp stamp) {
        int bytes = StampFormat.CRC_BYTES
                + StampFormat.predecessor(stamp)
                        .map(p -> StampFormat.PREDECESSOR_BYTES + p.reason().getBytes(UTF_8).length)
                        .orElse(0);
        if (stamp instanceof SegmentStamp segment) {
            return bytes
                    + StampFormat.SEGMENT_BYTES
                    + segment.commits().size() * StampFormat.COMMIT_BYTES
                    + (segment.previousIndexEnd().isPresent() ? StampFormat.INDEX_END_BYTES : 0);
        }
        return bytes + StampFormat.SNAPSHOT_BYTES;
    }

    /** The longest that the stamp of a segment with so many commits can be. */
    static int maxBytes(int commits) {
        return StampFormat.CRC_BYTES
                + StampFormat.PREDECESSOR_BYTES
                + Predecessor.MAX_REASON_BYTES
                + StampFormat.SEGMENT_BYTES
                + commits * StampFormat.COMMIT_BYTES
                + StampFormat.INDEX_END_BYTES;
    }

    /** @throws IllegalArgumentException if the stamp would be longer than any reader accepts */
    static byte[] encode(SealedStamp whole) {
        Stamp stamp = whole.stamp();
        int length = bytes(stamp);
        if (length > StampFormat.MAX_BYTES) {
            throw new IllegalArgumentException("stamp of " + stamp.name().key() + " has " + length + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        if (stamp instanceof SegmentStamp segment) {
            putHeader(out, whole, segment.start(), segment.nextCommit());
            putTimes(out, segment.commits());
            putSegment(out, segment);
        } else if (stamp instanceof SnapshotStamp snapshot) {
            putHeader(out, whole, snapshot.position(), snapshot.commit());
            out.putLong(StampFormat.FIRST_TIME_OFFSET, snapshot.timeMillis());
            out.putLong(StampFormat.LAST_TIME_OFFSET, snapshot.timeMillis());
            out.putLong(StampFormat.DATABASE_PAGES_OFFSET, snapshot.databasePages());
            out.position(StampFormat.SNAPSHOT_BYTES);
            snapshot.predecessor().ifPresent(p -> putPredecessor(out, p));
        }
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        out.putInt((int) crc.getValue());
        return out.array();
    }

    private static void putHeader(ByteBuffer out, SealedStamp whole, Position position, long commit) {
        Stamp stamp = whole.stamp();
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(StampFormat.MAGIC_OFFSET, StampFormat.MAGIC);
        out.putInt(StampFormat.LENGTH_OFFSET, out.capacity() - StampFormat.VERSION_OFFSET);
        out.order(ByteOrder.BIG_ENDIAN);
        out.put(StampFormat.VERSION_OFFSET, (byte) StampFormat.VERSION);
        out.put(StampFormat.KIND_OFFSET, (byte) StampFormat.kind(stamp.name()));
        out.putShort(StampFormat.FLAGS_OFFSET, (short) flags(stamp));
        out.putInt(StampFormat.PAGE_SIZE_OFFSET, stamp.pageSize().bytes());
        out.putLong(StampFormat.GENERATION_OFFSET, position.generation().bits());
        out.putInt(StampFormat.INDEX_OFFSET, position.index());
        out.putInt(StampFormat.XXHASH32_OFFSET, whole.content().xxHash32());
        out.putLong(StampFormat.OFFSET_OFFSET, position.offsetBytes());
        out.putLong(StampFormat.CONTENT_BYTES_OFFSET, whole.content().lengthBytes());
        out.putLong(StampFormat.COMMIT_OFFSET, commit);
    }

    private static void putTimes(ByteBuffer out, List<Commit> commits) {
        if (!commits.isEmpty()) {
            Commit last = commits.get(commits.size() - 1);
            out.putLong(StampFormat.FIRST_TIME_OFFSET, commits.get(0).timeMillis());
            out.putLong(StampFormat.LAST_TIME_OFFSET, last.timeMillis());
        }
    }

    private static int flags(Stamp stamp) {
        int flags = StampFormat.predecessor(stamp).isPresent() ? StampFormat.FLAG_PREDECESSOR : 0;
        if (stamp instanceof SegmentStamp segment && segment.previousIndexEnd().isPresent()) {
            flags |= StampFormat.FLAG_PREVIOUS_INDEX;
        }
        return flags;
    }

    private static void putSegment(ByteBuffer out, SegmentStamp stamp) {
        out.position(StampFormat.END_OFFSET);
        out.putLong(stamp.endOffsetBytes());
        out.putInt(stamp.salt().salt1()).putInt(stamp.salt().salt2());
        putChecksum(out, stamp.startChecksum());
        putChecksum(out, stamp.endChecksum());
        out.putInt(stamp.commits().size());
        stamp.previousIndexEnd().ifPresent(end -> putChecksum(out.putLong(end.offsetBytes()), end.checksum()));
        stamp.predecessor().ifPresent(p -> putPredecessor(out, p));
        for (Commit commit : stamp.commits()) {
            out.putLong(commit.endOffsetBytes()).putLong(commit.timeMillis()).putInt((int) commit.databasePages());
        }
    }

    private static void putChecksum(ByteBuffer out, Checksum checksum) {
        out.putInt(checksum.sum1()).putInt(checksum.sum2());
    }

    private static void putPredecessor(ByteBuffer out, Predecessor predecessor) {
        byte[] reason = predecessor.reason().getBytes(UTF_8);
        out.put((byte) (predecessor.generation().isPresent() ? 1 : 0));
        out.putLong(predecessor.generation().map(GenerationId::bits).orElse(0L));
        out.put((byte) reason.length).put(reason);
    }
}
