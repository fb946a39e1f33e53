package dev.seawall.replicate;

import dev.seawall.replica.Commit;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Listed;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SegmentStamp;
import dev.seawall.replica.SegmentStamp.IndexEnd;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.StampReader;
import dev.seawall.replicate.RunReader.Run;
import dev.seawall.replicate.Tape.Stretch;
import dev.seawall.storage.Storage;
import dev.seawall.wal.WalFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes sure that the generation may go on: the replica still holds its snapshot, without which nothing could be restored,
 * and no generation that follows it. Then finds objects that an earlier process shipped after it last wrote its state
 * down, and adopts them: an object that is there is never written again.
 */
final class Resumption implements Prelude {
    private final Storage storage;
    private final Tape tape;
    private final RunReader reader;

    Resumption(Storage storage, Tape tape, RunReader reader) {
        this.storage = storage;
        this.tape = tape;
        this.reader = reader;
    }

    /** @param from proven against the WAL or the spool */
    @Override
    public Answer ask(Cursor from) throws IOException {
        if (isLost(from)) {
            return new Answer(from, Optional.of("replica_lost"), 0);
        }
        if (new Followers(storage).exist(from.generation())) {
            return new Answer(from, Optional.of("overtaken"), 0);
        }
        Cursor reached = from;
        long lastMillis = 0;
        for (Listed<SegmentName> found : behind(from)) {
            Optional<SegmentStamp> stamp = new StampReader(storage).read(found.name());
            reached = stamp.isPresent() ? entered(reached, stamp.get()) : reached;
            if (stamp.isEmpty() || !continues(stamp.get(), reached)) {
                return new Answer(reached, Optional.of("another_writer"), lastMillis);
            }
            for (Commit commit : stamp.get().commits()) {
                lastMillis = Math.max(lastMillis, commit.timeMillis());
            }
            Optional<Place> end = proveInWal(reached.place(), stamp.get());
            if (end.isEmpty()) {
                return new Answer(reached, Optional.of("replica_ahead"), lastMillis);
            }
            reached = reached.at(end.get(), stamp.get().commitAfter());
        }
        return new Answer(reached, Optional.empty(), lastMillis);
    }

    /**
     * Asks for the object that a restore would begin with by its name: a listing may come late. Any snapshot will do
     * instead, because an older state may name none, or one that retention has deleted since.
     */
    private boolean isLost(Cursor from) throws IOException {
        GenerationId generation = from.generation();
        if (!from.lastUsed().equals(Optional.of(generation))) {
            return false;
        }
        StampReader stamps = new StampReader(storage);
        boolean there = from.snapshot().isPresent()
                ? stamps.has(new SnapshotName(generation, from.snapshot().get().index()))
                : stamps.has(new SegmentName(generation, 0, 0));
        return !there && GenerationListing.snapshots(storage, generation).isEmpty();
    }

    private List<Listed<SegmentName>> behind(Cursor from) throws IOException {
        long offset = from.place().offsetBytes();
        int index = from.position().index();
        if (offset == 0) {
            return GenerationListing.read(storage, from.generation()).segments();
        }
        return GenerationListing.segmentsAfter(storage, new SegmentName(from.generation(), index, offset - 1));
    }

    /** Where an object begins an index, the cursor must have come to the end of the one before, and to the same end. */
    private Cursor entered(Cursor cursor, SegmentStamp stamp) {
        Place place = cursor.place();
        Optional<Stretch> here = tape.stretch(place.cycle());
        boolean ended = here.isPresent()
                && !here.get().isOpen()
                && here.get().endBytes() == place.offsetBytes()
                && stamp.previousIndexEnd().equals(Optional.of(new IndexEnd(place.offsetBytes(), place.checksum())));
        return ended ? cursor.at(Place.startOf(place.cycle() + 1), cursor.nextCommit()) : cursor;
    }

    private static boolean continues(SegmentStamp stamp, Cursor cursor) {
        return stamp.start().equals(cursor.position())
                && stamp.startChecksum().equals(cursor.place().checksum())
                && stamp.nextCommit() == cursor.nextCommit();
    }

    /** Reads the same stretch from the WAL: its end must be committed there, with the same checksum. */
    private Optional<Place> proveInWal(Place start, SegmentStamp stamp) throws IOException {
        Optional<Stretch> stretch = tape.stretch(start.cycle());
        if (stretch.isEmpty() || stretch.get().endBytes() < stamp.endOffsetBytes()) {
            return Optional.empty();
        }
        try {
            Run run =
                    reader.read(start, stretch.get().header().orElseThrow(), stamp.endOffsetBytes(), RunReader.NOWHERE);
            boolean equal = run.end().offsetBytes() == stamp.endOffsetBytes()
                    && run.end().checksum().equals(stamp.endChecksum());
            return equal ? Optional.of(run.end()) : Optional.empty();
        } catch (WalFormatException e) {
            return Optional.empty();
        }
    }
}
