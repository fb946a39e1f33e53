package dev.seawall.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Reads the bytes that {@link StampFormat} draws. Bytes of any kind give a stamp that belongs to the object's name, or a
 * {@link DamagedReplicaException}; nothing else, whoever made them.
 */
final class StampDecoder {
    /** How many bytes tell whether there is a stamp, and how long it is. */
    static final int PREFIX_BYTES = StampFormat.VERSION_OFFSET;

    private final ObjectName name;
    private final ByteBuffer in;

    private StampDecoder(ObjectName name, ByteBuffer in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Looks at the first {@link #PREFIX_BYTES} bytes of an object.
     *
     * @return how many bytes its stamp has, this prefix included; empty if it has none
     */
    static OptionalInt stampBytes(ObjectName name, byte[] prefix) throws DamagedReplicaException {
        ByteBuffer in = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(StampFormat.MAGIC_OFFSET) != StampFormat.MAGIC) {
            return OptionalInt.empty();
        }
        long length = StampFormat.VERSION_OFFSET + Integer.toUnsignedLong(in.getInt(StampFormat.LENGTH_OFFSET));
        if (length < StampFormat.HEADER_BYTES + StampFormat.CRC_BYTES || length > StampFormat.MAX_BYTES) {
            throw new DamagedReplicaException(name.key(), "stamp length", "76 bytes to 8 MiB", length + " bytes");
        }
        return OptionalInt.of((int) length);
    }

    /** @param stamp exactly as many bytes as {@link #stampBytes} said */
    static SealedStamp decode(ObjectName name, byte[] stamp) throws DamagedReplicaException {
        ByteBuffer in = ByteBuffer.wrap(stamp, 0, stamp.length - StampFormat.CRC_BYTES);
        return new StampDecoder(name, in).decode(stamp);
    }

    private SealedStamp decode(byte[] bytes) throws DamagedReplicaException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, in.limit());
        expect(
                "stamp CRC32C",
                crc.getValue(),
                Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(in.limit())));
        expect("stamp version", StampFormat.VERSION, in.get(StampFormat.VERSION_OFFSET));
        expect("stamp kind", StampFormat.kind(name), in.get(StampFormat.KIND_OFFSET));
        expect("unknown stamp flags", 0, in.getShort(StampFormat.FLAGS_OFFSET) & ~StampFormat.KNOWN_FLAGS);
        Stamp stamp;
        try {
            stamp = name instanceof SegmentName ? segment() : snapshot();
        } catch (IllegalArgumentException e) {
            throw damaged("stamp", "one whose parts agree", "wrong: " + e.getMessage());
        }
        if (!stamp.name().equals(name)) {
            throw damaged("object named in the stamp", name.key(), stamp.name().key());
        }
        expect("bytes left in the stamp", 0, in.remaining());
        long contentBytes = in.getLong(StampFormat.CONTENT_BYTES_OFFSET);
        if (contentBytes != stamp.contentBytes()) {
            throw damaged("content length", stamp.contentBytes() + " bytes", contentBytes + " bytes");
        }
        return new SealedStamp(stamp, new ContentSeal(contentBytes, in.getInt(StampFormat.XXHASH32_OFFSET)));
    }

    private SegmentStamp segment() throws DamagedReplicaException {
        require(StampFormat.SEGMENT_BYTES, "segment's part");
        in.position(StampFormat.END_OFFSET);
        long endOffset = in.getLong();
        Salt salt = new Salt(in.getInt(), in.getInt());
        Checksum startChecksum = checksum();
        Checksum endChecksum = checksum();
        int count = in.getInt();
        Optional<SegmentStamp.IndexEnd> previousIndexEnd = Optional.empty();
        if (has(StampFormat.FLAG_PREVIOUS_INDEX)) {
            require(StampFormat.INDEX_END_BYTES, "end of the index before");
            previousIndexEnd = Optional.of(new SegmentStamp.IndexEnd(in.getLong(), checksum()));
        }
        Optional<Predecessor> predecessor = predecessor();
        List<Commit> commits = commits(count);
        expectTime("first commit's time", StampFormat.FIRST_TIME_OFFSET, commits, 0);
        expectTime("last commit's time", StampFormat.LAST_TIME_OFFSET, commits, commits.size() - 1);
        return new SegmentStamp(
                position(),
                endOffset,
                pageSize(),
                salt,
                startChecksum,
                endChecksum,
                in.getLong(StampFormat.COMMIT_OFFSET),
                commits,
                previousIndexEnd,
                predecessor);
    }

    private SnapshotStamp snapshot() throws DamagedReplicaException {
        require(StampFormat.SNAPSHOT_BYTES, "snapshot's part");
        expect("flag of a segment", 0, has(StampFormat.FLAG_PREVIOUS_INDEX) ? 1 : 0);
        in.position(StampFormat.SNAPSHOT_BYTES);
        Optional<Predecessor> predecessor = predecessor();
        if (has(StampFormat.FLAG_DATABASE_CHECKSUM)) {
            skip(StampFormat.DATABASE_CHECKSUM_BYTES, "database checksum");
        }
        long time = in.getLong(StampFormat.FIRST_TIME_OFFSET);
        expect("first less last time", 0, time - in.getLong(StampFormat.LAST_TIME_OFFSET));
        return new SnapshotStamp(
                position(),
                in.getLong(StampFormat.COMMIT_OFFSET),
                time,
                pageSize(),
                in.getLong(StampFormat.DATABASE_PAGES_OFFSET),
                predecessor);
    }

    private Position position() {
        return new Position(
                GenerationId.ofBits(in.getLong(StampFormat.GENERATION_OFFSET)),
                in.getInt(StampFormat.INDEX_OFFSET),
                in.getLong(StampFormat.OFFSET_OFFSET));
    }

    private PageSize pageSize() {
        return new PageSize(in.getInt(StampFormat.PAGE_SIZE_OFFSET));
    }

    private List<Commit> commits(int count) throws DamagedReplicaException {
        boolean checksums = has(StampFormat.FLAG_DATABASE_CHECKSUM);
        int each = StampFormat.COMMIT_BYTES + (checksums ? StampFormat.DATABASE_CHECKSUM_BYTES : 0);
        // In long: a count from hostile bytes times its size must not wrap to something that fits.
        long bytes = (long) count * each;
        if (bytes != in.remaining()) {
            throw damaged("bytes of " + count + " commits", Long.toString(bytes), Integer.toString(in.remaining()));
        }
        List<Commit> commits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            commits.add(new Commit(in.getLong(), in.getLong(), Integer.toUnsignedLong(in.getInt())));
            if (checksums) {
                skip(StampFormat.DATABASE_CHECKSUM_BYTES, "database checksum");
            }
        }
        return commits;
    }

    private Optional<Predecessor> predecessor() throws DamagedReplicaException {
        if (!has(StampFormat.FLAG_PREDECESSOR)) {
            return Optional.empty();
        }
        require(StampFormat.PREDECESSOR_BYTES, "predecessor");
        byte known = in.get();
        expect("predecessor known", known == 0 ? 0 : 1, known);
        GenerationId generation = GenerationId.ofBits(in.getLong());
        int length = Byte.toUnsignedInt(in.get());
        require(length, "reason");
        ByteBuffer reason = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return Optional.of(new Predecessor(
                    known == 1 ? Optional.of(generation) : Optional.empty(),
                    UTF_8.newDecoder().decode(reason).toString()));
        } catch (CharacterCodingException e) {
            throw damaged("reason", "UTF-8", "not UTF-8: " + e.getMessage());
        }
    }

    private Checksum checksum() {
        return new Checksum(in.getInt(), in.getInt());
    }

    private boolean has(int flag) {
        return (in.getShort(StampFormat.FLAGS_OFFSET) & flag) != 0;
    }

    private void skip(int bytes, String what) throws DamagedReplicaException {
        require(bytes, what);
        in.position(in.position() + bytes);
    }

    private void require(int bytes, String what) throws DamagedReplicaException {
        if (in.remaining() < bytes) {
            throw damaged("stamp's " + what, bytes + " bytes", in.remaining() + " bytes");
        }
    }

    private void expectTime(String what, int offset, List<Commit> commits, int i) throws DamagedReplicaException {
        long expected = commits.isEmpty() ? 0 : commits.get(i).timeMillis();
        expect(what, expected, in.getLong(offset));
    }

    private void expect(String what, long expected, long actual) throws DamagedReplicaException {
        if (expected != actual) {
            throw damaged(what, Long.toHexString(expected), Long.toHexString(actual));
        }
    }

    private DamagedReplicaException damaged(String what, String expected, String actual) {
        return new DamagedReplicaException(name.key(), what, expected, actual);
    }
}
