package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.GenerationListing;
import dev.seawall.replica.Predecessor;
import dev.seawall.replica.SegmentName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.replica.StampReader;
import dev.seawall.replicate.Cursor.TakenSnapshot;
import dev.seawall.replicate.SnapshotCopy.State;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.DatabaseException;
import dev.seawall.sqlite.LiveDatabase;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.sqlite.Relay;
import dev.seawall.sqlite.SnapshotHold;
import dev.seawall.sqlite.Visible;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.wal.Checksum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot shows what the segments beside it lead up to, in a generation that is still the current one, or is none. */
class SnapshotCopyTest {
    private static final GenerationId GENERATION = GenerationId.ofBits(7);
    private static final byte[] BUFFER = new byte[4096];

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final Times times = new Times(() -> Instant.EPOCH, () -> 0);
    private final Tape tape = new Tape(0);
    private final Course course = new Course(
            tape,
            times,
            Duration.ofSeconds(1),
            Cursor.begin(GENERATION, 0, new Predecessor(Optional.empty(), "first")));

    @SuppressWarnings("NullAway.Init")
    private Application app;

    @SuppressWarnings("NullAway.Init")
    private LiveDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Relay relay;

    @SuppressWarnings("NullAway.Init")
    private SnapshotHold hold;

    @SuppressWarnings("NullAway.Init")
    private SnapshotCopy copy;

    @BeforeEach
    void holdAMoment() throws Exception {
        app = Application.create(folder.resolve("held.db"), 4096);
        app.insert(5, 3_000);
        database = LiveDatabase.open(folder.resolve("held.db"), JournalMode.REQUIRE_WAL);
        Seals seals = new Seals(
                Spool.open(folder.resolve("spool"), 0),
                tape,
                times,
                new WalBytes(tape, Spool.open(folder.resolve("spool"), 0), database.wal()),
                database.pageSize(),
                Journal.open(folder.resolve("state.json"), database.identity()),
                0);
        relay = Relay.take(database, seals, (header, lastFrame) -> 0);
        tape.begin(relay.visible(), 1, "first");
        hold = relay.openSnapshot().orElseThrow();
        copy = new SnapshotCopy(storage, hold, course, tape, times, BUFFER);
    }

    @AfterEach
    void letGo() throws Exception {
        copy.closeWriter();
        hold.close();
        relay.close();
        database.close();
        app.close();
        assertThat(storage.openUploads()).isZero();
    }

    private void reachMoment() {
        Place moment = SnapshotCopy.placeOf(hold.moment());
        course.reach(course.cursor().at(moment, 3));
    }

    private State stepToTheEnd() throws Exception {
        for (int i = 0; i < 100 && copy.state() == State.COPYING; i++) {
            copy.step();
        }
        return copy.state();
    }

    private void begin() throws Exception {
        reachMoment();
        assertThat(copy.step()).isEqualTo(BUFFER.length);
        assertThat(copy.state()).isEqualTo(State.COPYING);
    }

    @Test
    void step_momentHeldToTheEnd_isComplete() throws Exception {
        begin();

        assertThat(stepToTheEnd()).isEqualTo(State.COMPLETE);

        assertThat(storage.keys()).containsExactly(copy.stamp().name().key());
        assertThat(copy.stamp().position()).isEqualTo(course.cursor().position());
        assertThat(copy.stamp().commit()).isEqualTo(2);
        assertThat(copy.copiedBytes()).isEqualTo(4096 * copy.stamp().databasePages());
    }

    @Test
    void step_shipperNotThereYet_waitsAndBeginsNothing() throws Exception {
        assertThat(copy.step()).isZero();

        assertThat(copy.state()).isEqualTo(State.WAITING);
        assertThatThrownBy(copy::stamp).isInstanceOf(IllegalStateException.class);
        begin();
    }

    /** Its position would be one that no segment ends at. */
    @Test
    void step_shipperPastTheMoment_givesUp() throws Exception {
        Place past = new Place(0, database.pageSize().endOfFrame(hold.moment().lastFrame() + 1), Checksum.SEED);
        course.reach(course.cursor().at(past, 4));

        assertThat(copy.step()).isZero();

        assertThat(copy.state()).isEqualTo(State.GIVEN_UP);
    }

    @Test
    void step_historyBrokenBeforeTheShipperIsThere_givesUp() throws Exception {
        breakHistory();

        assertThat(copy.step()).isZero();

        assertThat(copy.state()).isEqualTo(State.GIVEN_UP);
    }

    @Test
    void step_generationEndsMeanwhile_appearsInNone() throws Exception {
        begin();
        course.begin(GenerationId.ofBits(8), 0, "another_writer");

        expectNothing();
    }

    @Test
    void step_historyBrokenMeanwhile_appearsInNone() throws Exception {
        begin();
        breakHistory();

        expectNothing();
    }

    /** What was read after that may be of another moment, which no check of the database would find. */
    @Test
    void step_holdLostBeforeTheLastPage_doesNotAppear() throws Exception {
        begin();
        loseHold("PRAGMA wal_checkpoint(PASSIVE)");

        expectNothing();
    }

    @Test
    void step_framesOverwrittenBeforeTheLastPage_isAnError() throws Exception {
        begin();
        loseHold("PRAGMA wal_checkpoint(RESTART)");
        app.insert(5, 3_000);

        assertThatThrownBy(this::stepToTheEnd)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("changed while it was held");
        assertThat(storage.keys()).isEmpty();
    }

    private void loseHold(String checkpoint) throws Exception {
        hold.close();
        relay.close();
        app.insert(5, 3_000);
        app.run(checkpoint);
    }

    /** An earlier attempt whose answer was lost: what is there counts, and it shows a moment of its own. */
    @Test
    void step_snapshotOfThisIndexIsThere_takesItsStamp() throws Exception {
        begin();
        assertThat(stepToTheEnd()).isEqualTo(State.COMPLETE);
        SnapshotStamp first = copy.stamp();
        copy.closeWriter();
        hold.close();
        app.insert(1, 10);
        relay.look();
        tape.note(relay.visible(), 2);
        hold = relay.openSnapshot().orElseThrow();
        copy = new SnapshotCopy(storage, hold, course, tape, times, BUFFER);
        begin();

        assertThat(stepToTheEnd()).isEqualTo(State.COMPLETE);

        assertThat(copy.stamp()).isEqualTo(first);
        assertThat(course.snapshotCompleted(GENERATION, new TakenSnapshot(0, 0, first.commit())))
                .isPresent();
        assertThat(course.snapshotCompleted(GenerationId.ofBits(8), new TakenSnapshot(0, 0, 9)))
                .isEmpty();
        assertThat(course.cursor().snapshot().orElseThrow().commit()).isEqualTo(first.commit());
    }

    private void breakHistory() {
        tape.begin(new Visible(1, Optional.empty(), 0), 2, "lost_hold");
    }

    private void expectNothing() throws Exception {
        assertThat(stepToTheEnd()).isEqualTo(State.GIVEN_UP);
        assertThat(storage.keys()).isEmpty();
    }

    /** Otherwise a writer without a pause would keep every snapshot from being taken. */
    @Test
    void snapshot_whileTheApplicationCommits_isTheStateThatASegmentEndsWith() throws Exception {
        Path busy = folder.resolve("busy.db");
        try (Application writer = Application.create(busy, 4096);
                Beside beside = Beside.open(busy, storage)) {
            writer.insert(5, 100);
            beside.replicator().capture();
            assertThat(beside.replicator().ship(0)).as("looks at what is there").isEqualTo(1);
            assertThat(beside.replicator().tend()).as("holds the moment").isPositive();
            for (int i = 0; i < 3; i++) {
                writer.insert(7, 100);
                beside.replicator().capture();
                beside.pass(Duration.ofSeconds(10));
                beside.replicator().ship(0);
            }
            for (int i = 0; i < 3; i++) {
                beside.replicator().snapshot(0);
            }
            assertThat(beside.replicator().status().get(0).shipped())
                    .as("at the first attempt")
                    .isTrue();
            beside.shipAll();

            GenerationListing listing = GenerationListing.read(storage, beside.generation());
            SnapshotStamp shown = new StampReader(storage)
                    .read(listing.snapshots().get(0).name())
                    .orElseThrow();
            assertThat(listing.segments())
                    .extracting(segment -> segment.name())
                    .contains(SegmentName.startingAt(shown.position()));
            Path restored = folder.resolve("restored.db");
            new Restorer()
                    .restore(RestoreRequest.latest(storage, restored).withTarget(new Target.AtCommit(shown.commit())));
            try (Application copied = Application.open(restored)) {
                assertThat(copied.number("SELECT count(*) FROM t")).isEqualTo(5);
            }
        }
    }
}
