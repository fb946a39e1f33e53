package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.ObjectReader;
import dev.seawall.replica.SegmentName;
import dev.seawall.storage.Storage;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Says where an unstamped segment ends, and where its last commit frame does.
 *
 * <p>The object is read and verified as a whole, but its frames are not chained here: the restore does that, before it
 * relies on any of this.
 *
 * @param endOffsetBytes the offset just past its last byte
 * @param lastCommitEnd the offset just past its last commit frame; empty if there is none
 */
record SegmentTail(long endOffsetBytes, OptionalLong lastCommitEnd) {
    static SegmentTail read(Storage storage, SegmentName name) throws IOException {
        PageSize pageSize = null;
        if (name.offsetBytes() != 0) {
            SegmentName beginning = new SegmentName(name.generation(), name.index(), 0);
            try (ObjectReader reader = openUnstamped(storage, beginning)) {
                pageSize = readHeader(beginning, reader.content()).pageSize();
            }
        }
        try (ObjectReader reader = openUnstamped(storage, name)) {
            InputStream content = reader.content();
            if (pageSize != null) {
                return scan(name, content, pageSize, name.offsetBytes());
            }
            InputStream rest = content;
            byte[] first = rest.readNBytes(WalHeader.BYTES);
            if (first.length == 0) {
                // Litestream may store a frame of nothing for an index that has not begun.
                return new SegmentTail(0, OptionalLong.empty());
            }
            return scan(name, rest, parseHeader(name, first).pageSize(), WalHeader.BYTES);
        }
    }

    private static SegmentTail scan(SegmentName name, InputStream content, PageSize pageSize, long startOffset)
            throws IOException {
        byte[] frame = new byte[pageSize.frameBytes()];
        ByteBuffer view = ByteBuffer.wrap(frame);
        long offset = startOffset;
        OptionalLong lastCommitEnd = OptionalLong.empty();
        int n = content.readNBytes(frame, 0, frame.length);
        while (n == frame.length) {
            offset += n;
            if (FrameHeader.read(view, 0).isCommit()) {
                lastCommitEnd = OptionalLong.of(offset);
            }
            n = content.readNBytes(frame, 0, frame.length);
        }
        if (offset == startOffset && startOffset > WalHeader.BYTES) {
            throw new DamagedReplicaException(name.key(), "content", "at least one frame", n + " bytes");
        }
        if (n != 0) {
            throw new DamagedReplicaException(name.key(), "last frame", frame.length + " bytes", n + " bytes");
        }
        return new SegmentTail(offset, lastCommitEnd);
    }

    private static ObjectReader openUnstamped(Storage storage, SegmentName name) throws IOException {
        ObjectReader reader = ObjectReader.open(storage, name);
        if (reader.isStamped()) {
            reader.close();
            throw new DamagedReplicaException(name.key(), "stamp", "none, as its generation", "there");
        }
        return reader;
    }

    static WalHeader readHeader(SegmentName name, InputStream content) throws IOException {
        return parseHeader(name, content.readNBytes(WalHeader.BYTES));
    }

    private static WalHeader parseHeader(SegmentName name, byte[] bytes) throws DamagedReplicaException {
        try {
            return WalHeader.parse(ByteBuffer.wrap(bytes));
        } catch (WalFormatException e) {
            throw new DamagedReplicaException(name.key(), e);
        }
    }
}
