package dev.seawall.restore;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays segments on a snapshot, and proves the whole chain on the way: every frame continues the one before, every
 * segment begins where the one before ended, every index ends with a commit and where its successor's stamp says.
 *
 * <p>Frames behind the target are verified and not applied. Neither are those up to a stamped snapshot's position: the
 * snapshot holds them, and cutting it to the sizes of its past would lose pages. An unstamped one may show any moment of
 * its index, so all of the index is applied; the state is right at the end of what the planner chose.
 */
final class ChainReplay {
    private final RestorePlan plan;
    private final Optional<SnapshotStamp> snapshot;
    private final Position target;
    private final PageFile file;

    private Optional<PageSize> pageSize;
    private @Nullable FrameChain chain;
    private int index;
    private byte[] frame = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(frame);
    private boolean inTransaction;
    private long commits;
    private boolean passedSnapshot;
    private boolean reachedTarget;

    /** @param pageSize the snapshot's, if it tells */
    ChainReplay(RestorePlan plan, PageFile file, Optional<PageSize> pageSize) {
        this.plan = plan;
        this.snapshot = plan.snapshotStamp();
        this.target = plan.target().position();
        this.file = file;
        this.pageSize = pageSize;
        this.index = plan.snapshot().name().index();
    }

    /** Replays the plan's next segment, to its end. */
    void replay(OpenSegment segment) throws IOException {
        SegmentName name = segment.name();
        SegmentProof proof = new SegmentProof(name, segment.stamp());
        proof.expect("whether there is a stamp", snapshot.isPresent(), segment.isStamped());
        InputStream content = segment.content();
        FrameChain frames =
                name.offsetBytes() == 0 ? begin(proof, name, segment.stamp(), content) : resume(proof, name);
        long begin = frames.offsetBytes();
        while (readFrame(proof, content, frames)) {
            FrameHeader header = accept(name, frames);
            apply(proof, header, frames.offsetBytes());
            inTransaction = !header.isCommit();
            if (header.isCommit()) {
                commits++;
                Position end = position(frames);
                proof.commit(end, header);
                notePassing(proof, end, Optional.of(header));
            }
        }
        if (name.offsetBytes() != 0 && frames.offsetBytes() == begin) {
            throw proof.damaged("content", "at least one frame", "empty");
        }
        proof.end(frames);
    }

    /** @throws DamagedReplicaException if the segments ended before the target */
    void finish() throws DamagedReplicaException {
        if (!reachedTarget && !plan.segments().isEmpty()) {
            throw Adjacency.missing(target);
        }
    }

    private FrameChain begin(SegmentProof proof, SegmentName name, Optional<SegmentStamp> stamp, InputStream content)
            throws IOException {
        WalHeader header = SegmentTail.readHeader(name, content);
        proof.expect("page size", pageSize.orElse(header.pageSize()), header.pageSize());
        if (pageSize.isEmpty()) {
            requireWholePages(header.pageSize());
        }
        FrameChain before = chain;
        if (before == null) {
            proof.expect("index", index, name.index());
            commits = stamp.map(SegmentStamp::nextCommit).orElse(1L) - 1;
        } else {
            proof.expect("index", index + 1, name.index());
            Adjacency.requireEnd(position(before), stamp.flatMap(SegmentStamp::previousIndexEnd));
            if (inTransaction) {
                throw proof.damaged("index before it", "ended by a commit", "cut off at " + position(before));
            }
        }
        Optional<IndexEnd> ended =
                Optional.ofNullable(before).map(end -> new IndexEnd(end.offsetBytes(), end.checksum()));
        proof.begin(header, ended, commits);
        FrameChain started = FrameChain.start(header);
        chain = started;
        index = name.index();
        pageSize = Optional.of(header.pageSize());
        frame = new byte[header.pageSize().frameBytes()];
        view = ByteBuffer.wrap(frame).order(header.checksumOrder());
        notePassing(proof, position(started), Optional.empty());
        return started;
    }

    /** A snapshot whose first page tells nothing is an encrypted database, or none at all: a WAL, say. */
    private void requireWholePages(PageSize bytes) throws DamagedReplicaException {
        if (file.lengthBytes() % bytes.bytes() != 0) {
            throw new DamagedReplicaException(
                    plan.snapshot().name().key(),
                    "content length",
                    "whole pages of " + bytes.bytes(),
                    file.lengthBytes() + " bytes");
        }
    }

    private FrameChain resume(SegmentProof proof, SegmentName name) throws DamagedReplicaException {
        FrameChain frames = chain;
        if (frames == null || name.index() != index) {
            throw Adjacency.missing(new Position(name.generation(), name.index(), 0));
        }
        if (name.offsetBytes() < frames.offsetBytes()) {
            throw Adjacency.overlapping(name, frames.offsetBytes());
        }
        if (name.offsetBytes() != frames.offsetBytes()) {
            throw Adjacency.missing(position(frames));
        }
        proof.resume(frames, commits);
        return frames;
    }

    private boolean readFrame(SegmentProof proof, InputStream content, FrameChain frames) throws IOException {
        int n = content.readNBytes(frame, 0, frame.length);
        if (n != 0 && n != frame.length) {
            throw proof.damaged("frame at " + position(frames), frame.length + " bytes", n + " bytes");
        }
        return n != 0;
    }

    private FrameHeader accept(SegmentName name, FrameChain frames) throws DamagedReplicaException {
        try {
            return frames.accept(view, 0);
        } catch (WalFormatException e) {
            throw new DamagedReplicaException(name.key(), e);
        }
    }

    private void apply(SegmentProof proof, FrameHeader header, long endOffset) throws IOException {
        if (snapshot.isPresent() && isUpTo(snapshot.get().position(), endOffset)) {
            return;
        }
        if (snapshot.isPresent() && !passedSnapshot) {
            SnapshotStamp shown = snapshot.get();
            throw proof.damaged("commit " + shown.commit() + " at " + shown.position(), "there", "not there");
        }
        if (isUpTo(target, endOffset)) {
            file.writePage(header.pageNumber(), view.position(FrameHeader.BYTES));
            view.clear();
            if (header.isCommit()) {
                file.resize(header.databasePages(), pageSize.orElseThrow());
            }
        }
    }

    /** Compares a place in this index without making an object of it: this is asked for every frame. */
    private boolean isUpTo(Position position, long offset) {
        return index < position.index() || (index == position.index() && offset <= position.offsetBytes());
    }

    /** Notes that a commit's end is the snapshot's position, or the target; both must be the commit they claim. */
    private void notePassing(SegmentProof proof, Position end, Optional<FrameHeader> commit)
            throws DamagedReplicaException {
        if (snapshot.isPresent() && isSnapshotPosition(end)) {
            SnapshotStamp shown = snapshot.get();
            long pages = commit.map(FrameHeader::databasePages).orElse(shown.databasePages());
            proof.expect("commit at the snapshot's " + end, shown.commit(), commits);
            proof.expect("database size at the snapshot's " + end, shown.databasePages(), pages);
            passedSnapshot = true;
        }
        if (end.equals(target)) {
            if (plan.target().commit().isPresent()) {
                proof.expect("commit at " + end, plan.target().commit().getAsLong(), commits);
            }
            reachedTarget = true;
        }
    }

    /** Before an index's first frame, a snapshot's offset may be 0 as well as the end of the WAL header. */
    private boolean isSnapshotPosition(Position end) {
        Position shown = snapshot.orElseThrow().position();
        boolean atBegin = shown.offsetBytes() == 0 && end.offsetBytes() == WalHeader.BYTES;
        return end.equals(shown) || (end.index() == shown.index() && atBegin);
    }

    private Position position(FrameChain frames) {
        return new Position(plan.generation(), index, frames.offsetBytes());
    }
}
