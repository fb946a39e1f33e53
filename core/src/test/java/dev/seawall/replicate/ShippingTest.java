package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippingTest {
    @TempDir
    Path folder;

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
        PageSize pageSize = new PageSize(65_536);
        WalHeader header = new WalHeader(ByteOrder.LITTLE_ENDIAN, pageSize, 0, new Salt(1, 2), new Checksum(3, 4));
        long frames = 0x1_0000_0000L / pageSize.frameBytes();
        Times times = new Times(InstantSource.system(), () -> 0);
        Tape tape = new Tape(0);
        tape.begin(new Visible(0, Optional.of(header), frames + 100), 1, "first");
        Cursor start = Cursor.begin(GenerationId.ofBits(7), 0, new Predecessor(Optional.empty(), "first"))
                .at(new Place(0, pageSize.endOfFrame(frames - 10), new Checksum(5, 6)), 100);
        Course course = new Course(tape, times, Duration.ofSeconds(1), start);
        Shipper shipper = shipper(tape, times, course);

        assertThat(shipper.ship()).as("asks the replica").isEqualTo(1);
        assertThat(shipper.ship()).isEqualTo(1);
        assertThat(storage.keys()).isEmpty();
        assertThat(course.cursor().generation()).isNotEqualTo(GenerationId.ofBits(7));
        assertThat(course.cursor().predecessor().reason()).isEqualTo("wal_too_large");
        assertThat(course.needed()).isEqualTo(Place.startOf(1));
        assertThat(shipper.ship()).isZero();
    }

    private Shipper shipper(Tape tape, Times times, Course course) throws IOException {
        Path live = folder.resolve("live.db");
        Spool spool = Spool.open(folder.resolve("spool"));
        try (Application app = Application.create(live, 4096);
                LiveDatabase database = LiveDatabase.open(live, JournalMode.REQUIRE_WAL)) {
            app.insert(1, 1);
            Journal journal = Journal.open(folder.resolve("state.json"), database.identity());
            RunReader reader = new RunReader(new WalBytes(tape, spool, database.wal()));
            Backoff backoff = new Backoff("test", times, new Random(1));
            Logbook logbook = new Logbook("test", course, tape, journal);
            Generations generations =
                    new Generations(storage, new Random(1), tape, course, logbook, backoff, new Ancestry(storage));
            return new Shipper(storage, times, tape, course, new Segments(tape, reader), generations, logbook, backoff);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private int segments(Beside beside) throws Exception {
        return GenerationListing.read(storage, beside.generation()).segments().size();
    }
}
