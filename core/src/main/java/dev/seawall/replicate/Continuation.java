package dev.seawall.replicate;

import dev.seawall.replicate.Course.Gap;
import dev.seawall.replicate.Tape.Stretch;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Decides at start-up whether a generation goes on, which needs proof: nobody held the WAL while we were away.
 *
 * @param cursor where it goes on; empty if a new generation must begin
 * @param gap where it ends all the same, once what an earlier process sealed is shipped; then a new one begins
 * @param reason why it does not go on; empty text if it does
 */
record Continuation(Optional<Cursor> cursor, Optional<Gap> gap, String reason) {
    /** @param firstReason why a generation begins where nothing was saved of the replica */
    static Continuation of(
            Optional<SavedReplica> saved,
            String firstReason,
            LiveDatabase database,
            Tape tape,
            WalBytes bytes,
            SealedHistory sealed)
            throws IOException {
        if (saved.isEmpty()) {
            return refused(firstReason);
        }
        boolean sameFile = saved.get().database().equals(database.identity());
        Continuation live =
                sameFile ? prove(saved.get(), database.pageSize(), tape, bytes) : refused("database_replaced");
        if (live.cursor().isPresent()) {
            return live;
        }
        String reason = saved.get().gap().orElse(live.reason());
        Optional<Place> place = sealed.find(saved.get());
        if (place.isEmpty()) {
            return refused(reason);
        }
        Cursor cursor = saved.get().cursorIn(place.get().cycle());
        Place end = sealed.endOfRun(place.get());
        if (sameFile && end.cycle() == tape.newest().cycle()) {
            return new Continuation(Optional.of(cursor), Optional.empty(), "");
        }
        boolean worthShipping = cursor.snapshot().isPresent() && !end.equals(place.get());
        return worthShipping
                ? new Continuation(Optional.of(cursor), Optional.of(new Gap(end, reason)), reason)
                : refused(reason);
    }

    /** The frame that ends where we stopped must be committed, and carry our salts and our running checksum. */
    private static Continuation prove(SavedReplica saved, PageSize pageSize, Tape tape, WalBytes bytes)
            throws IOException {
        long cycle = tape.newest().cycle();
        Stretch live = tape.stretch(cycle).orElseThrow();
        if (live.header().isEmpty()) {
            return refused("wal_gone_while_down");
        }
        WalHeader header = live.header().get();
        long frame = pageSize.framesBefore(saved.offsetBytes());
        if (frame == 0
                || !pageSize.isFrameBoundary(saved.offsetBytes())
                || !header.salt().equals(saved.salt())) {
            return refused("wal_restarted_while_down");
        }
        if (live.lastFrame() < frame) {
            return refused("wal_shorter_than_shipped");
        }
        byte[] found = new byte[FrameHeader.BYTES];
        int length = bytes.read(cycle, pageSize.endOfFrame(frame - 1), found, 0, found.length);
        FrameHeader last = FrameHeader.read(ByteBuffer.wrap(found), 0);
        boolean ours = length == found.length
                && last.salt().equals(saved.salt())
                && last.checksum().equals(saved.checksum());
        return ours
                ? new Continuation(Optional.of(saved.cursorIn(cycle)), Optional.empty(), "")
                : refused("wal_differs_from_shipped");
    }

    private static Continuation refused(String reason) {
        return new Continuation(Optional.empty(), Optional.empty(), reason);
    }
}
