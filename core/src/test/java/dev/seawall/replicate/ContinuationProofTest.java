package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameHeader;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generation that goes on without proof ships a chain that does not hold, or leaves out what it does not know to be
 * missing. So each part of the proof alone must be enough to refuse.
 */
class ContinuationProofTest {
    private static final PageSize PAGE = new PageSize(512);
    private static final int FRAMES = 4;
    private static final long CYCLE = 6;

    @TempDir
    Path folder;

    private final Tape tape = new Tape(0);
    private byte[] wal = new byte[0];

    @SuppressWarnings("NullAway.Init")
    private Application app;

    @SuppressWarnings("NullAway.Init")
    private LiveDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Spool spool;

    @BeforeEach
    void record() throws Exception {
        Path file = folder.resolve("app.db");
        app = Application.create(file, PAGE.bytes());
        app.insert(10, 400);
        wal = Files.readAllBytes(walFile());
        assertThat(wal.length).isGreaterThan((int) PAGE.endOfFrame(FRAMES));
        database = LiveDatabase.open(file, JournalMode.REQUIRE_WAL);
        spool = Spool.open(folder.resolve("spool"), 0);
        tape.begin(new Visible(CYCLE, Optional.of(header()), FRAMES), 1, "first");
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        app.close();
    }

    private Path walFile() {
        return folder.resolve("app.db-wal");
    }

    private WalHeader header() throws Exception {
        return WalHeader.parse(ByteBuffer.wrap(wal));
    }

    private Place place(long cycle, int frame) {
        int start = (int) PAGE.endOfFrame(frame - 1L);
        Checksum sum = FrameHeader.read(ByteBuffer.wrap(wal), start).checksum();
        return new Place(cycle, PAGE.endOfFrame(frame), sum);
    }

    private SavedReplica saved(Place place, Salt salt) {
        return saved(place, salt, database.identity(), Optional.of(new TakenSnapshot(0, 1, 1)), Optional.empty());
    }

    private static SavedReplica saved(
            Place place, Salt salt, FileIdentity file, Optional<TakenSnapshot> snapshot, Optional<String> gap) {
        return new SavedReplica(
                file,
                GenerationId.ofBits(1),
                3,
                place.offsetBytes(),
                salt,
                place.checksum(),
                20,
                new Predecessor(Optional.empty(), "first"),
                snapshot,
                gap,
                0);
    }

    private Continuation continuation(SavedReplica saved) throws Exception {
        SealedHistory sealed = new SealedHistory(spool, database.wal());
        sealed.number(Optional.empty(), 0);
        WalBytes bytes = new WalBytes(tape, spool, database.wal());
        return Continuation.of(Optional.of(saved), "unused", database, tape, bytes, sealed);
    }

    private void expectRefused(SavedReplica saved, String reason) throws Exception {
        assertThat(continuation(saved)).isEqualTo(new Continuation(Optional.empty(), Optional.empty(), reason));
    }

    @Test
    void live_frameThatIsOurs_goesOnThere() throws Exception {
        for (int frame = 1; frame <= FRAMES; frame++) {
            Continuation found = continuation(saved(place(0, frame), header().salt()));

            assertThat(found.reason()).isEmpty();
            assertThat(found.gap()).isEmpty();
            Cursor cursor = found.cursor().orElseThrow();
            assertThat(cursor.place()).isEqualTo(place(CYCLE, frame));
            assertThat(cursor.position().index()).isEqualTo(3);
            assertThat(cursor.nextCommit()).isEqualTo(20);
        }
    }

    @Test
    void live_anyPartOfTheProofMissing_isRefusedWithItsReason() throws Exception {
        Salt salt = header().salt();
        Place last = place(0, FRAMES);
        expectRefused(saved(Place.startOf(0), salt), "wal_restarted_while_down");
        expectRefused(saved(new Place(0, last.offsetBytes() - 8, last.checksum()), salt), "wal_restarted_while_down");
        expectRefused(saved(last, new Salt(salt.salt1(), salt.salt2() + 1)), "wal_restarted_while_down");
        expectRefused(saved(place(0, FRAMES + 1), salt), "wal_shorter_than_shipped");
        Checksum sum = last.checksum();
        Place otherSum = new Place(0, last.offsetBytes(), new Checksum(sum.sum1() + 1, sum.sum2()));
        expectRefused(saved(otherSum, salt), "wal_differs_from_shipped");
    }

    /** SQLite says how far it is committed, and the file says what there is: a bad disk makes them differ. */
    @Test
    void live_frameIsNotWhatTheFileHolds_isRefused() throws Exception {
        int frame = (int) PAGE.endOfFrame(FRAMES - 1);
        for (int at : new int[] {frame + 8, frame + 12, frame + 16, frame + 20}) {
            byte[] flipped = wal.clone();
            flipped[at] ^= 1;
            Files.write(walFile(), flipped);
            expectRefused(saved(place(0, FRAMES), header().salt()), "wal_differs_from_shipped");
        }
        Files.write(walFile(), Arrays.copyOf(wal, frame + FrameHeader.BYTES - 1));
        expectRefused(saved(place(0, FRAMES), header().salt()), "wal_differs_from_shipped");
        Files.write(walFile(), wal);
        assertThat(continuation(saved(place(0, FRAMES), header().salt())).reason())
                .isEmpty();
    }

    @Test
    void live_walThatIsEmpty_isRefused() throws Exception {
        tape.begin(new Visible(CYCLE + 1, Optional.empty(), 0), 1, "first");

        expectRefused(saved(place(0, FRAMES), header().salt()), "wal_gone_while_down");
    }

    /** A copy of the file has the same WAL, and may have been written to since by somebody else. */
    @Test
    void live_otherFile_isRefusedWhateverItsWalHolds() throws Exception {
        SavedReplica other = saved(
                place(0, FRAMES), header().salt(), new FileIdentity("another"), Optional.empty(), Optional.empty());

        expectRefused(other, "database_replaced");
    }

    @Test
    void sealed_whatWasNotShippedOfAnotherCycle_isShippedUpToAGap() throws Exception {
        seal(2, 3);
        tape.begin(new Visible(CYCLE + 1, Optional.empty(), 0), 1, "first");

        Continuation found = continuation(saved(place(0, 2), header().salt()));

        assertThat(found.cursor().orElseThrow().place()).isEqualTo(place(CYCLE, 2));
        assertThat(found.gap()).contains(new Course.Gap(place(CYCLE, 3), "wal_gone_while_down"));
        assertThat(found.reason()).isEqualTo("wal_gone_while_down");
    }

    @Test
    void sealed_historyThatWasGivenUpEarlier_keepsItsReason() throws Exception {
        seal(2, 3);
        tape.begin(new Visible(CYCLE + 1, Optional.empty(), 0), 1, "first");
        SavedReplica given = saved(
                place(0, 2),
                header().salt(),
                database.identity(),
                Optional.of(new TakenSnapshot(0, 1, 1)),
                Optional.of("spool_full"));

        assertThat(continuation(given).gap()).contains(new Course.Gap(place(CYCLE, 3), "spool_full"));
    }

    /** Segments of a generation without a snapshot restore nothing, and nothing behind its end is missing. */
    @Test
    void sealed_whatCannotBeRestoredOrIsThereAlready_isNotShipped() throws Exception {
        seal(2, 3);
        tape.begin(new Visible(CYCLE + 1, Optional.empty(), 0), 1, "first");
        expectRefused(
                saved(place(0, 2), header().salt(), database.identity(), Optional.empty(), Optional.empty()),
                "wal_gone_while_down");
        expectRefused(saved(place(0, 3), header().salt()), "wal_gone_while_down");
        expectRefused(saved(place(0, 1), header().salt()), "wal_gone_while_down");
    }

    private void seal(int fromFrame, int toFrame) throws Exception {
        Place start = place(CYCLE, fromFrame);
        Place end = place(CYCLE, toFrame);
        Seal seal = new Seal(header(), start, end, Optional.empty(), List.of());
        Spool.open(folder.resolve("spool"), 0)
                .seal(seal, Arrays.copyOfRange(wal, (int) start.offsetBytes(), (int) end.offsetBytes()));
    }
}
