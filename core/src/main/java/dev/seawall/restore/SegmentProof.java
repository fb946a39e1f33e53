package dev.seawall.restore;

import dev.seawall.replica.Commit;
import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.Position;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.WalHeader;
import java.util.Optional;

/** Holds one segment's content against its stamp, as it is replayed; without a stamp, there is nothing to hold it to. */
final class SegmentProof {
    private final SegmentName name;
    private final Optional<SegmentStamp> stamp;
    private int seenCommits;

    SegmentProof(SegmentName name, Optional<SegmentStamp> stamp) {
        this.name = name;
        this.stamp = stamp;
    }

    /**
     * @param before where the index before it ended; empty if the chain begins here
     * @param commits how many commits the generation had before
     */
    void begin(WalHeader header, Optional<IndexEnd> before, long commits) throws DamagedReplicaException {
        if (stamp.isPresent()) {
            requireHeader(stamp.get(), header);
            Optional<IndexEnd> stamped = stamp.get().previousIndexEnd();
            if (before.isPresent() && !before.equals(stamped)) {
                throw damaged("end of the index before it", text(stamped), text(before));
            }
            expect("next commit", commits + 1, stamp.get().nextCommit());
        }
    }

    private static String text(Optional<IndexEnd> end) {
        return end.map(at -> "offset " + at.offsetBytes() + " with checksum " + at.checksum())
                .orElse("none");
    }

    void resume(FrameChain frames, long commits) throws DamagedReplicaException {
        if (stamp.isPresent()) {
            requireHeader(stamp.get(), frames.header());
            expect("checksum at the start", frames.checksum(), stamp.get().startChecksum());
            expect("next commit", commits + 1, stamp.get().nextCommit());
        }
    }

    private void requireHeader(SegmentStamp stamped, WalHeader header) throws DamagedReplicaException {
        expect("salt in the stamp", header.salt(), stamped.salt());
        expect("page size in the stamp", header.pageSize(), stamped.pageSize());
    }

    void commit(Position end, FrameHeader header) throws DamagedReplicaException {
        if (stamp.isPresent()) {
            if (seenCommits == stamp.get().commits().size()) {
                throw damaged("commits", "no more than " + seenCommits, "another at " + end);
            }
            Commit commit = stamp.get().commits().get(seenCommits++);
            expect("end of commit", commit.endOffsetBytes(), end.offsetBytes());
            if (commit.databasePages() != header.databasePages()) {
                throw damaged(
                        "database size after the commit at " + end,
                        Long.toString(commit.databasePages()),
                        Long.toString(header.databasePages()));
            }
        }
    }

    void end(FrameChain frames) throws DamagedReplicaException {
        if (stamp.isPresent()) {
            expect("commits", stamp.get().commits().size(), seenCommits);
            expect("end offset", stamp.get().endOffsetBytes(), frames.offsetBytes());
            expect("checksum at the end", stamp.get().endChecksum(), frames.checksum());
        }
    }

    void expect(String what, Object expected, Object actual) throws DamagedReplicaException {
        if (!expected.equals(actual)) {
            throw damaged(what, expected.toString(), actual.toString());
        }
    }

    DamagedReplicaException damaged(String what, String expected, String actual) {
        return new DamagedReplicaException(name.key(), what, expected, actual);
    }
}
