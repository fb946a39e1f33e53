package dev.seawall.bench;

import dev.seawall.replica.Listed;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the segment of each of an application's commits where no stamp says it, by walking the WAL in all of them.
 *
 * <p>The replicator commits as well, to tables of its own. A transaction is the application's if it writes any page but
 * theirs. Those that make the tables write other pages, too, and are taken for the application's: they come first, and
 * nobody counts from there.
 */
final class CommitsByFrame {
    private final Set<Long> pagesOfReplicator;
    private final List<SegmentName> found = new ArrayList<>();
    private Optional<PageSize> pageSize = Optional.empty();
    private int index;
    private long endOffsetBytes;
    private boolean writesOtherPages;

    private CommitsByFrame(Set<Long> pagesOfReplicator) {
        this.pagesOfReplicator = pagesOfReplicator;
    }

    /**
     * Reads all segments of the replica.
     *
     * @param pagesOfReplicator those of its own tables, all of them
     * @return the oldest first
     * @throws IOException also if a segment is missing between others, or there is more than one generation
     */
    static List<SegmentName> find(Storage replica, Set<Long> pagesOfReplicator) throws IOException {
        CommitsByFrame commits = new CommitsByFrame(pagesOfReplicator);
        for (Listed<SegmentName> listed : OneGeneration.of(replica).segments()) {
            commits.read(replica, listed.name());
        }
        return commits.found;
    }

    private void read(Storage replica, SegmentName name) throws IOException {
        boolean next = name.index() == index && name.offsetBytes() == endOffsetBytes;
        if (!next && name.offsetBytes() != 0) {
            throw new IOException(name.key() + " does not begin where the one before it ends");
        }
        index = name.index();
        endOffsetBytes = name.offsetBytes();
        try (ObjectReader reader = ObjectReader.open(replica, name)) {
            InputStream content = reader.content();
            if (name.offsetBytes() == 0) {
                pageSize = Optional.of(pageSize(content, name));
                endOffsetBytes = WalHeader.BYTES;
                // No transaction goes on in the next WAL: what it began in the last one was never committed.
                writesOtherPages = false;
            }
            readFrames(content, name);
        }
    }

    private static PageSize pageSize(InputStream content, SegmentName name) throws IOException {
        try {
            return WalHeader.parse(ByteBuffer.wrap(content.readNBytes(WalHeader.BYTES)))
                    .pageSize();
        } catch (WalFormatException e) {
            throw new IOException(name.key() + " does not begin as a WAL does", e);
        }
    }

    private void readFrames(InputStream content, SegmentName name) throws IOException {
        byte[] frame = new byte[pageSize.orElseThrow().frameBytes()];
        int read = content.readNBytes(frame, 0, frame.length);
        while (read == frame.length) {
            note(FrameHeader.read(ByteBuffer.wrap(frame), 0), name);
            endOffsetBytes += frame.length;
            read = content.readNBytes(frame, 0, frame.length);
        }
        if (read > 0) {
            throw new IOException(name.key() + " ends within a frame");
        }
    }

    /** A transaction that goes from one segment into another is durable with the last one. */
    private void note(FrameHeader frame, SegmentName name) {
        writesOtherPages |= !pagesOfReplicator.contains(frame.pageNumber());
        if (frame.isCommit()) {
            if (writesOtherPages) {
                found.add(name);
            }
            writesOtherPages = false;
        }
    }
}
