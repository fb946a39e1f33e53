package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.FileIdentity;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.FrameChain;
import dev.seawall.wal.Salt;
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
            Spool spool = Spool.open(folder.resolve("spool"), 0);
            seal(spool, 7, wal, 2, Optional.empty());
            Place end = place(7, wal, 4);
            CycleEnd before = new CycleEnd(header(wal), end.offsetBytes(), end.checksum());
            seal(spool, 8, wal, 3, Optional.of(before));

            Tape tape = new Tape(0);
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                SealedHistory history = new SealedHistory(Spool.open(folder.resolve("spool"), 0), live.wal());
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
            seal(Spool.open(folder.resolve("spool"), 0), 7, wal, 4, Optional.empty());
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                assertThat(number(live, header(wal), 4)).isEqualTo(7);
                assertThat(number(live, header(wal), 3)).as("less is committed").isEqualTo(8);
                int last = (int) place(7, wal, 3).offsetBytes();
                assertThat(numberWithFlipped(live, wal, last + 16))
                        .as("another checksum")
                        .isEqualTo(8);
                assertThat(numberWithFlipped(live, wal, last + 8))
                        .as("other salts")
                        .isEqualTo(8);
                Files.write(folder.resolve("app.db-wal"), Arrays.copyOf(wal, last + 12));
                assertThat(number(live, header(wal), 4)).as("cut short").isEqualTo(8);
            }
        }
    }

    private long numberWithFlipped(LiveDatabase live, byte[] wal, int at) throws Exception {
        byte[] flipped = wal.clone();
        flipped[at] ^= 1;
        Files.write(folder.resolve("app.db-wal"), flipped);
        return number(live, header(wal), 4);
    }

    private long number(LiveDatabase live, WalHeader header, long lastFrame) throws Exception {
        return new SealedHistory(Spool.open(folder.resolve("spool"), 0), live.wal())
                .number(Optional.of(header), lastFrame);
    }

    /**
     * What a replica has is known again by salts and running checksum together. A place that is only nearly the same is
     * another history, and to go on from there would ship a chain that does not hold.
     */
    @Test
    void find_placeOfAReplica_isItsOwnOrNone() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 512)) {
            app.insert(10, 400);
            byte[] first = Files.readAllBytes(folder.resolve("app.db-wal"));
            app.checkpoint("TRUNCATE");
            app.insert(10, 400);
            byte[] second = Files.readAllBytes(folder.resolve("app.db-wal"));
            Spool spool = Spool.open(folder.resolve("spool"), 0);
            seal(spool, 7, first, 2, Optional.empty());
            Place end = place(7, first, 4);
            seal(spool, 8, second, 3, Optional.of(new CycleEnd(header(first), end.offsetBytes(), end.checksum())));
            sealFrom(spool, 10, second, 2, 4);
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                SealedHistory history = new SealedHistory(Spool.open(folder.resolve("spool"), 0), live.wal());
                assertThat(history.number(Optional.empty(), 0)).isEqualTo(11);

                for (int frame = 1; frame <= 2; frame++) {
                    Place here = place(7, first, frame);
                    assertThat(history.find(saved(header(first), here))).contains(here);
                    expectNothingNear(history, header(first), here);
                }
                assertThat(history.find(saved(header(first), place(7, first, 3))))
                        .as("behind what is sealed")
                        .isEmpty();
                assertThat(history.find(saved(header(first), end)))
                        .as("where the next one says that it ended")
                        .contains(end);
                expectNothingNear(history, header(first), end);
                assertThat(history.find(saved(header(second), place(8, second, 1))))
                        .contains(place(8, second, 1));
                Place joint = place(10, second, 4);
                assertThat(history.find(saved(header(second), joint))).contains(joint);
                expectNothingNear(history, header(second), joint);
                assertThat(history.find(saved(header(first), Place.startOf(7))))
                        .as("the beginning of any cycle is the same")
                        .isEmpty();
            }
        }
    }

    /** Where a run begins in the midst of a cycle, no frame of it proves the place before it: the seal's own start does. */
    @Test
    void find_placeWhereARunBegins_isKnownByTheSealsStart() throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 512)) {
            app.insert(10, 400);
            byte[] wal = Files.readAllBytes(folder.resolve("app.db-wal"));
            sealFrom(Spool.open(folder.resolve("spool"), 0), 7, wal, 2, 4);
            try (LiveDatabase live = LiveDatabase.open(database, JournalMode.REQUIRE_WAL)) {
                SealedHistory history = new SealedHistory(Spool.open(folder.resolve("spool"), 0), live.wal());
                assertThat(history.number(Optional.of(header(wal)), 4)).isEqualTo(7);

                assertThat(history.find(saved(header(wal), place(7, wal, 2)))).contains(place(7, wal, 2));
                expectNothingNear(history, header(wal), place(7, wal, 2));
                assertThat(history.find(saved(header(wal), place(7, wal, 1))))
                        .as("before it")
                        .isEmpty();
            }
        }
    }

    private static void expectNothingNear(SealedHistory history, WalHeader header, Place here) throws Exception {
        Checksum sum = here.checksum();
        Salt salt = header.salt();
        Place otherSum = new Place(here.cycle(), here.offsetBytes(), new Checksum(sum.sum1(), sum.sum2() + 1));
        Place within = new Place(here.cycle(), here.offsetBytes() - 8, sum);
        assertThat(history.find(saved(salt, otherSum))).as("another checksum").isEmpty();
        assertThat(history.find(saved(salt, within))).as("within a frame").isEmpty();
        assertThat(history.find(saved(new Salt(salt.salt1(), salt.salt2() + 1), here)))
                .as("other salts")
                .isEmpty();
    }

    private static SavedReplica saved(WalHeader header, Place place) {
        return saved(header.salt(), place);
    }

    private static SavedReplica saved(Salt salt, Place place) {
        return new SavedReplica(
                new FileIdentity("this one"),
                GenerationId.ofBits(1),
                3,
                place.offsetBytes(),
                salt,
                place.checksum(),
                20,
                new Predecessor(Optional.empty(), "first"),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private static void sealFrom(Spool spool, long cycle, byte[] wal, int fromFrame, int toFrame) throws Exception {
        Place start = place(cycle, wal, fromFrame);
        Place end = place(cycle, wal, toFrame);
        Seal seal = new Seal(header(wal), start, end, Optional.empty(), List.of());
        spool.seal(seal, Arrays.copyOfRange(wal, (int) start.offsetBytes(), (int) end.offsetBytes()));
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
