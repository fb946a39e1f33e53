package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.LogWatch;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Predecessor;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Visible;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippingTest {
    private static final PageSize PAGE = new PageSize(65_536);
    private static final GenerationId GENERATION = GenerationId.ofBits(7);

    @TempDir
    Path folder;

    private final Times times = new Times(InstantSource.system(), () -> 0);

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void ship_loneCommit_goesAtOnce() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), storage)) {
            beside.shipAll();
            beside.pass(Duration.ofSeconds(10));
            int before = segments(beside);

            app.insert(1, 10);
            beside.replicator().capture();
            beside.replicator().ship(0);

            assertThat(segments(beside)).isEqualTo(before + 1);
        }
    }

    @Test
    void ship_commitsWithoutAPause_isOneObjectASyncInterval() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), storage)) {
            beside.shipAll();
            beside.pass(Duration.ofSeconds(10));
            int before = segments(beside);

            for (int i = 0; i < 100; i++) {
                app.insert(1, 10);
                beside.replicator().capture();
                beside.replicator().ship(0);
                beside.pass(Duration.ofMillis(100));
            }

            assertThat(segments(beside) - before).isBetween(9, 11);
        }
    }

    @Test
    void ship_backlogOfFullSegments_doesNotWait() throws Exception {
        try (Application app = Application.create(folder.resolve("app.db"), 4096);
                Beside beside = Beside.open(folder.resolve("app.db"), storage)) {
            beside.shipAll();
            app.insert(20, 2 << 20);
            beside.replicator().capture();

            while (beside.replicator().ship(0) > 0) {
                assertThat(segments(beside)).isLessThan(20);
            }

            assertThat(beside.replicator().status().get(0).unshippedBytes()).isLessThan(RunReader.MAX_BYTES);
        }
    }

    /** Offsets have eight digits. A file of that size is not needed: it must be found out before it is read. */
    @Test
    void ship_walBeyondFourGiB_isADeclaredGapUntilTheWalRestarts() throws Exception {
        long frames = 0x1_0000_0000L / PAGE.frameBytes();
        Tape tape = new Tape(0);
        tape.begin(cycle(0, frames + 100), 1, "first");
        Course course = course(tape, place(0, frames - 10));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> {
            throw new AssertionError("read");
        });

        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        assertThat(shipper.ship()).isEqualTo(1);
        assertThat(storage.keys()).isEmpty();
        assertThat(course.cursor().generation()).isNotEqualTo(GenerationId.ofBits(7));
        assertThat(course.cursor().predecessor().reason()).isEqualTo("wal_too_large");
        assertThat(course.needed()).isEqualTo(Place.startOf(1));
        assertThat(shipper.ship()).isZero();
    }

    /** A disk that forgets: what cannot be shipped any more before a gap must not keep the gap from ever ending. */
    @ParameterizedTest
    @CsvSource({"0, 8", "1, 2"})
    void ship_whatIsSealedBeforeAGapDoesNotVerify_theGapBeginsThere(long gapCycle, long gapFrame) throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        tape.note(cycle(1, 5), 2);
        Course course = course(tape, place(0, 2));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> 0);
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        course.giveUpFrom(place(gapCycle, gapFrame), "spool_full");
        try (LogWatch log = new LogWatch(Shipper.class)) {
            assertThat(shipper.ship()).isEqualTo(1);

            assertThat(log.messages()).singleElement().asString().contains("the spool is damaged");
        }
        assertThat(course.gap()).contains(new Course.Gap(place(0, 2), "spool_full"));
        assertThat(shipper.isSettled()).isFalse();
        assertThat(shipper.ship()).as("ends the gap").isEqualTo(1);
        assertThat(shipper.generations().isWanted()).isTrue();
        assertThat(shipper.ship()).as("waits for the thread that captures").isZero();
        shipper.generations().beginIfWanted(true);
        assertThat(course.cursor().predecessor()).isEqualTo(new Predecessor(Optional.of(GENERATION), "spool_full"));
        assertThat(course.needed()).isEqualTo(Place.startOf(1));
    }

    /** The spool made room for other replicas while this one read: what is left of the leg is still shipped. */
    @Test
    void ship_gapMovesForwardWhileALegIsRead_theLegIsMadeAgainShorter() throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        Course course = course(tape, place(0, 2));
        List<Integer> lengths = new ArrayList<>();
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> {
            lengths.add(length);
            course.giveUpFrom(place(0, 4), "spool_full");
            return 0;
        });
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        course.giveUpFrom(place(0, 5), "spool_full");
        try (LogWatch log = new LogWatch(Shipper.class)) {
            assertThat(shipper.ship()).isEqualTo(1);

            assertThat(log.messages()).isEmpty();
            assertThat(course.gap()).contains(new Course.Gap(place(0, 4), "spool_full"));
            assertThat(lengths).containsOnly(3 * PAGE.frameBytes());
            lengths.clear();
            shipper.ship();
        }
        assertThat(lengths).containsOnly(2 * PAGE.frameBytes());
        assertThat(storage.keys()).isEmpty();
    }

    /** Without a gap, frames that were guarded and do not verify are a fault, which is named; nothing of them is shipped. */
    @Test
    void ship_whatIsGuardedDoesNotVerify_beginsBehindIt() throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        Course course = course(tape, place(0, 2));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> 0);
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);

        assertThat(shipper.ship()).isEqualTo(1);

        assertThat(course.cursor().predecessor())
                .isEqualTo(new Predecessor(Optional.of(GENERATION), "wal_does_not_verify"));
        assertThat(course.needed()).isEqualTo(Place.startOf(1));
        assertThat(storage.keys()).isEmpty();
    }

    /** What lay in the WAL before this process could guard it may be gone: that is nobody's fault, and is not shipped. */
    @Test
    void ship_whatWasNotGuardedIsGone_wantsANewGeneration() throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        Course course = course(tape, place(0, 2));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> 0);
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        assertThat(shipper.generations().ask()).as("asked already").isZero();
        course.startUnguarded();
        assertThat(shipper.isSettled()).isTrue();
        long soon = shipper.nextWakeNanos();
        try (LogWatch log = new LogWatch(Shipper.class)) {
            assertThat(shipper.ship()).isEqualTo(1);

            assertThat(log.messages()).singleElement().asString().contains("before this replica had it");
        }
        assertThat(shipper.generations().isWanted()).isTrue();
        assertThat(shipper.isSettled()).isFalse();
        assertThat(shipper.nextWakeNanos()).as("waits to be rung for").isGreaterThan(soon);
        shipper.generations().beginIfWanted(true);
        assertThat(course.cursor().predecessor().reason()).isEqualTo("wal_restarted_too_soon");
        assertThat(course.needed()).isEqualTo(Place.startOf(0));
        assertThat(storage.keys()).isEmpty();
    }

    /** A break in the midst of it explains why nothing verifies: the generation behind it begins for that reason. */
    @Test
    void ship_holdIsLostWhileALegIsRead_beginsBehindTheBreak() throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        Course course = course(tape, place(0, 2));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> {
            tape.begin(cycle(1, 5), 2, "lost_hold");
            return 0;
        });
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);

        assertThat(shipper.ship()).isEqualTo(1);
        assertThat(shipper.isSettled()).isFalse();
        assertThat(shipper.generations().isWanted()).isFalse();
        shipper.generations().beginAfterBreak();

        assertThat(course.cursor().predecessor()).isEqualTo(new Predecessor(Optional.of(GENERATION), "lost_hold"));
        assertThat(course.cursor().firstCycle()).isEqualTo(1);
        assertThat(storage.keys()).isEmpty();
    }

    /** What follows in another cycle can be shipped at once: nobody has to wait for the WAL to restart. */
    @Test
    void ship_whatDoesNotVerifyIsNotTheLiveCycle_beginsWithWhatIs() throws Exception {
        Tape tape = new Tape(0);
        tape.begin(cycle(0, 10), 1, "first");
        tape.note(cycle(1, 5), 2);
        Course course = course(tape, place(0, 2));
        Shipper shipper = shipper(tape, course, (cycle, offset, into, at, length) -> 0);
        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        try (LogWatch log = new LogWatch(Generations.class)) {
            assertThat(shipper.ship()).isEqualTo(1);
            assertThat(log.messages()).singleElement().asString().contains("begins with what is in the WAL now");
        }
        assertThat(shipper.generations().isWanted()).isTrue();
        shipper.generations().beginIfWanted(true);
        assertThat(course.cursor().predecessor().reason()).isEqualTo("wal_does_not_verify");
        assertThat(course.needed()).isEqualTo(Place.startOf(1));
    }

    private static Visible cycle(long number, long lastFrame) {
        WalHeader header =
                new WalHeader(ByteOrder.LITTLE_ENDIAN, PAGE, 0, new Salt((int) number, 2), new Checksum(3, 4));
        return new Visible(number, Optional.of(header), lastFrame);
    }

    private static Place place(long cycle, long frame) {
        return new Place(cycle, PAGE.endOfFrame(frame), new Checksum(5, 6));
    }

    /** Of a replica that has everything up to a place. */
    private Course course(Tape tape, Place start) {
        Cursor cursor = Cursor.begin(GENERATION, 0, new Predecessor(Optional.empty(), "first"))
                .at(start, 100);
        return new Course(tape, times, Duration.ofSeconds(1), cursor);
    }

    private Shipper shipper(Tape tape, Course course, RunReader.Source wal) throws IOException {
        Path live = folder.resolve("live.db");
        try (Application app = Application.create(live, 4096);
                LiveDatabase database = LiveDatabase.open(live, JournalMode.REQUIRE_WAL)) {
            app.insert(1, 1);
            Journal journal = Journal.open(folder.resolve("state.json"), database.identity());
            Segments segments = new Segments(tape, new RunReader(wal));
            Backoff backoff = new Backoff("test", times, new Random(1));
            Logbook logbook = new Logbook("test", course, tape, journal);
            Generations generations =
                    new Generations(storage, new Random(1), tape, course, logbook, backoff, new Ancestry(storage));
            return new Shipper(storage, times, tape, course, segments, generations, logbook, backoff);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private int segments(Beside beside) throws Exception {
        return GenerationListing.read(storage, beside.generation()).segments().size();
    }
}
