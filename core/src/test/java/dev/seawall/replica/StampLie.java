package dev.seawall.replica;

import dev.seawall.wal.Checksum;
import dev.seawall.wal.Salt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a stamp may say that is not so, while the object is whole in itself. Made for segments of several commits. */
public enum StampLie {
    START_CHECKSUM,
    END_CHECKSUM,
    SALT,
    NEXT_COMMIT,
    COMMIT_LEFT_OUT,
    COMMIT_ADDED,
    COMMIT_ELSEWHERE,
    COMMIT_OF_ANOTHER_SIZE;

    /** Puts the same content under a stamp that lies. */
    public byte[] tellIn(SegmentName name, byte[] object) throws IOException {
        try (ObjectReader reader = new ObjectReader(name, new ByteArrayInputStream(object));
                SegmentEncoder encoder = new SegmentEncoder()) {
            byte[] content = reader.content().readAllBytes();
            ByteBuffer lying =
                    EncodedSegment.of(encoder, of(reader.segmentStamp().orElseThrow()), ByteBuffer.wrap(content));
            byte[] bytes = new byte[lying.remaining()];
            lying.get(bytes);
            return bytes;
        }
    }

    private SegmentStamp of(SegmentStamp truth) {
        List<Commit> commits = new ArrayList<>(truth.commits());
        int last = commits.size() - 1;
        Commit end = commits.get(last);
        switch (this) {
            case COMMIT_LEFT_OUT -> commits.remove(0);
            case COMMIT_ADDED -> commits.add(0, elsewhere(commits.get(0), truth));
            case COMMIT_ELSEWHERE -> commits.set(0, elsewhere(commits.get(0), truth));
            case COMMIT_OF_ANOTHER_SIZE ->
                commits.set(last, new Commit(end.endOffsetBytes(), end.timeMillis(), end.databasePages() + 1));
            default -> {}
        }
        return new SegmentStamp(
                truth.start(),
                truth.endOffsetBytes(),
                truth.pageSize(),
                this == SALT ? new Salt(truth.salt().salt1(), truth.salt().salt2() + 1) : truth.salt(),
                this == START_CHECKSUM ? other(truth.startChecksum()) : truth.startChecksum(),
                this == END_CHECKSUM ? other(truth.endChecksum()) : truth.endChecksum(),
                this == NEXT_COMMIT ? truth.nextCommit() + 1 : truth.nextCommit(),
                commits,
                truth.previousIndexEnd(),
                truth.predecessor());
    }

    private static Checksum other(Checksum sum) {
        return new Checksum(sum.sum1() + 1, sum.sum2());
    }

    private static Commit elsewhere(Commit commit, SegmentStamp stamp) {
        return new Commit(
                commit.endOffsetBytes() - stamp.pageSize().frameBytes(), commit.timeMillis(), commit.databasePages());
    }
}
