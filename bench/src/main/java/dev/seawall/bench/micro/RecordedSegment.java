package dev.seawall.bench.micro;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes a recorded WAL as one segment, the first of its generation. */
final class RecordedSegment {
    /** The size of a segment's LZ4 blocks. */
    static final int BLOCK_BYTES = 256 << 10;

    private RecordedSegment() {}

    static SegmentStamp stamp(RecordedWal wal) throws IOException {
        WalHeader header = wal.header();
        ByteBuffer bytes = ByteBuffer.wrap(wal.bytes()).order(header.checksumOrder());
        FrameChain chain = FrameChain.start(header);
        List<Commit> commits = new ArrayList<>();
        try {
            for (int at = WalHeader.BYTES;
                    at < bytes.limit();
                    at += header.pageSize().frameBytes()) {
                FrameHeader frame = chain.accept(bytes, at);
                if (frame.isCommit()) {
                    commits.add(new Commit(chain.offsetBytes(), commits.size(), frame.databasePages()));
                }
            }
        } catch (WalFormatException e) {
            throw new IOException("SQLite wrote a WAL that does not verify", e);
        }
        return new SegmentStamp(
                new Position(GenerationId.ofBits(1), 0, 0),
                chain.offsetBytes(),
                header.pageSize(),
                header.salt(),
                Checksum.SEED,
                chain.checksum(),
                1,
                commits,
                Optional.empty(),
                Optional.empty());
    }
}
