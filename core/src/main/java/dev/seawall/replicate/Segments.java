package dev.seawall.replicate;

import dev.seawall.replica.Commit;
import dev.seawall.replica.SegmentEncoder;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replicate.Course.Leg;
import dev.seawall.replicate.RunReader.CommitFrame;
import dev.seawall.replicate.RunReader.Run;
import dev.seawall.wal.WalFormatException;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what follows a cursor into a finished object. Used by one thread at a time. */
final class Segments implements AutoCloseable {
    /** Offsets must fit eight hex digits; what would end beyond is not shipped (docs/format.md, "4 GiB"). */
    static final long MAX_END_BYTES = 0xffff_ffffL;

    private final Tape tape;
    private final RunReader reader;
    private final SegmentEncoder encoder = new SegmentEncoder();

    Segments(Tape tape, RunReader reader) {
        this.tape = tape;
        this.reader = reader;
    }

    /**
     * Holds an object whose extent and bytes are fixed, so that every attempt sends the same.
     *
     * @param content valid until the next object is made
     * @param after the cursor once it is acknowledged
     * @param lastCommitMillis the time of its last commit; empty if it holds none
     */
    record Finished(String key, ByteBuffer content, Cursor after, Optional<Long> lastCommitMillis) {}

    /** @throws WalFormatException if committed frames do not verify */
    Finished make(Leg leg) throws IOException, WalFormatException {
        Cursor cursor = leg.from();
        WalHeader header = leg.header();
        long frames = header.pageSize().framesBefore(leg.endBytes())
                - header.pageSize().framesBefore(cursor.place().offsetBytes());
        Run run = reader.read(cursor.place(), header, leg.endBytes(), new Encoding((int) frames));
        List<Commit> commits = new ArrayList<>(run.commits().size());
        for (CommitFrame commit : run.commits()) {
            long time =
                    Math.max(leg.notBeforeMillis(), tape.timeOf(cursor.place().cycle(), commit.frame()));
            commits.add(new Commit(commit.endBytes(), time, commit.databasePages()));
        }
        boolean first = cursor.position().index() == 0 && cursor.position().offsetBytes() == 0;
        SegmentStamp stamp = new SegmentStamp(
                cursor.position(),
                run.end().offsetBytes(),
                header.pageSize(),
                header.salt(),
                cursor.place().checksum(),
                run.end().checksum(),
                cursor.nextCommit(),
                commits,
                leg.previousEnd(),
                first ? Optional.of(cursor.predecessor()) : Optional.empty());
        ByteBuffer content = encoder.finish(stamp);
        Optional<Long> last = commits.isEmpty()
                ? Optional.empty()
                : Optional.of(commits.get(commits.size() - 1).timeMillis());
        return new Finished(
                SegmentName.startingAt(cursor.position()).key(),
                content,
                cursor.at(run.end(), stamp.commitAfter()),
                last);
    }

    /** Compresses while it is read. */
    private final class Encoding implements RunReader.Sink {
        private final int frames;

        Encoding(int frames) {
            this.frames = frames;
        }

        @Override
        public void begin() {
            encoder.begin(frames);
        }

        @Override
        public void take(byte[] bytes, int length) {
            encoder.append(bytes, 0, length);
        }
    }

    @Override
    public void close() {
        encoder.close();
    }
}
