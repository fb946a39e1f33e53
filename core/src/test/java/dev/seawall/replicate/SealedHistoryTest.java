package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.WalHeader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a spool that an earlier process left, and of the WAL beside it. */
class SealedHistoryTest {
    @TempDir
    Path folder;

    /** One replica's place is behind what is sealed of a cycle for another: the cycle must not end there. */
    @Test
    void recall_cycleSealedInPart_endsWhereTheNextOneSaysThatItDid() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 512)) {
            app.insert(10, 400);
            byte[] wal = Files.readAllBytes(folder.resolve("app.db-wal"));
            Spool spool = Spool.open(folder.resolve("spool"));
            seal(spool, 7, wal, 2, Optional.empty());
            Place end = place(7, wal, 4);
            CycleEnd before = new CycleEnd(header(wal), end.offsetBytes(), end.checksum());
            seal(spool, 8, wal, 3, Optional.of(before));

            Tape tape = new Tape(0);
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                SealedHistory history = new SealedHistory(Spool.open(folder.resolve("spool")), live.wal());
                assertThat(history.number(Optional.empty(), 0)).isEqualTo(9);
                history.recall(tape, new Visible(9, Optional.empty(), 0), 1_000);
            }

            assertThat(tape.stretch(7).orElseThrow().endBytes()).isEqualTo(end.offsetBytes());
            assertThat(tape.stretch(8).orElseThrow().endBytes())
                    .isEqualTo(place(8, wal, 3).offsetBytes());
            assertThat(tape.isUnbrokenSince(8)).isFalse();
        }
    }

    /** The live WAL goes on only where the frame at the sealed end is the very one: an equal header is not enough. */
    @Test
    void number_liveWal_isTheSealedCycleOnlyIfItHoldsItsLastFrame() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 512)) {
            app.insert(10, 400);
            byte[] wal = Files.readAllBytes(folder.resolve("app.db-wal"));
            seal(Spool.open(folder.resolve("spool")), 7, wal, 4, Optional.empty());
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                assertThat(number(live, header(wal), 4)).isEqualTo(7);
                assertThat(number(live, header(wal), 3)).as("less is committed").isEqualTo(8);
                int checksum = (int) place(7, wal, 3).offsetBytes() + 16;
                wal[checksum] ^= 1;
                Files.write(folder.resolve("app.db-wal"), wal);
                assertThat(number(live, header(wal), 4)).as("another frame").isEqualTo(8);
            }
        }
    }

    private long number(LiveDatabase live, WalHeader header, long lastFrame) throws Exception {
        return new SealedHistory(Spool.open(folder.resolve("spool")), live.wal())
                .number(Optional.of(header), lastFrame);
    }

    private static void seal(Spool spool, long cycle, byte[] wal, int toFrame, Optional<CycleEnd> before)
            throws Exception {
        Place end = place(cycle, wal, toFrame);
        Seal seal = new Seal(header(wal), Place.startOf(cycle), end, before, List.of());
        spool.seal(seal, Arrays.copyOf(wal, (int) end.offsetBytes()));
    }

    private static WalHeader header(byte[] wal) throws Exception {
        return WalHeader.parse(ByteBuffer.wrap(wal));
    }

    private static Place place(long cycle, byte[] wal, int frame) throws Exception {
        FrameChain chain = FrameChain.start(header(wal));
        ByteBuffer bytes = ByteBuffer.wrap(wal).order(header(wal).checksumOrder());
        for (int i = 0; i < frame; i++) {
            chain.accept(bytes, (int) chain.offsetBytes());
        }
        return new Place(cycle, chain.offsetBytes(), chain.checksum());
    }
}
