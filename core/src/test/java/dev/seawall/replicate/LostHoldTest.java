package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.sqlite.Application;
import dev.seawall.sqlite.LiveDatabase.JournalMode;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.file.FileStorage;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.WalHeader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The WAL shows what cannot be while we hold it: so we did not hold it, and nothing is continuous across that. */
class LostHoldTest {
    private static final int MORE_THAN_THE_SPOOL_TAKES = 400;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    private Path wal() {
        return folder.resolve("app.db-wal");
    }

    /**
     * @param parked whether all was backfilled, so that the application's next write may restart the WAL
     * @param rows more than the spool takes, or not: what cannot be sealed then is not kept
     */
    @ParameterizedTest
    @CsvSource({"false, 5", "true, 5", "true, " + MORE_THAN_THE_SPOOL_TAKES})
    void capture_headerThatCannotBe_beginsNewGenerationsThatAreWhole(boolean parked, int rows) throws Exception {
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096);
                Beside beside = Beside.open(database, storage, smallSpool(), new long[1])) {
            app.insert(3, 100);
            beside.shipAll();
            GenerationId first = beside.generation();
            app.insert(rows, 3_000);
            if (parked) {
                app.checkpoint("PASSIVE");
            }
            byte[] header = Arrays.copyOf(Files.readAllBytes(wal()), WalHeader.BYTES);
            putHeader(anotherCycles(header));

            assertThat(beside.replicator().capture()).as("a break").isEqualTo(1);
            putHeader(header);
            assertThat(beside.replicator().capture()).as("another").isEqualTo(1);
            app.insert(1, 100);
            beside.shipAll();

            assertThat(beside.generation()).isNotEqualTo(first);
            assertThat(beside.reason()).isIn("lost_hold", "wal_restarted_too_soon");
            expectRestored(app);
            new Restorer()
                    .restore(RestoreRequest.latest(storage, folder.resolve("first.db"))
                            .withGeneration(first));
            try (Application copy = Application.open(folder.resolve("first.db"))) {
                assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(3);
            }
        }
    }

    /** A break before the replica could be asked: what asks for the new generation must not make the folder anew either. */
    @Test
    void capture_breakWhileTheReplicasFolderIsGone_waitsForIt() throws Exception {
        Path database = folder.resolve("app.db");
        Path replica = folder.resolve("replica");
        Path away = folder.resolve("away");
        try (Application app = Application.create(database, 4096)) {
            app.insert(3, 100);
            GenerationId first;
            try (Beside beside = Beside.open(database, new FileStorage(replica))) {
                beside.shipAll();
                first = beside.generation();
            }
            Files.move(replica, away);
            FileStorage storage = new FileStorage(replica);
            try (Beside beside = Beside.open(database, storage)) {
                beside.step();
                byte[] header = Arrays.copyOf(Files.readAllBytes(wal()), WalHeader.BYTES);
                putHeader(anotherCycles(header));
                assertThat(beside.replicator().capture()).as("a break").isEqualTo(1);
                putHeader(header);
                assertThat(beside.replicator().capture()).as("another").isEqualTo(1);
                app.insert(1, 100);
                for (int i = 0; i < 20; i++) {
                    beside.step();
                    beside.pass(Duration.ofMinutes(1));
                }
                assertThat(replica).doesNotExist();

                Files.move(away, replica);
                beside.shipAll();
                assertThat(beside.generation()).isNotEqualTo(first);
            }
            new Restorer().restore(RestoreRequest.latest(storage, folder.resolve("latest.db")));
            try (Application copy = Application.open(folder.resolve("latest.db"))) {
                assertThat(copy.number("SELECT count(*) FROM t")).isEqualTo(4);
            }
        }
    }

    /** Also where time passes between two readings of the clock: the shipper would sleep on without the bell. */
    @Test
    void leisureNanos_afterABreak_isNone() throws Exception {
        Path database = folder.resolve("app.db");
        long[] nanos = new long[1];
        Times ticking = new Times(() -> Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]), () -> ++nanos[0]);
        try (Application app = Application.create(database, 4096);
                Replicator replicator = Replicator.open(
                        database,
                        JournalMode.REQUIRE_WAL,
                        List.of(storage),
                        Options.DEFAULTS,
                        Optional.empty(),
                        ticking,
                        new Random(1))) {
            Beside beside = new Beside(replicator, storage, nanos);
            app.insert(3, 100);
            beside.shipAll();
            app.insert(5, 3_000);
            beside.step();
            assertThat(replicator.leisureNanos()).as("shipped a moment ago").isPositive();

            putHeader(anotherCycles(Arrays.copyOf(Files.readAllBytes(wal()), WalHeader.BYTES)));
            assertThat(replicator.capture()).as("a break").isEqualTo(1);

            assertThat(replicator.leisureNanos()).isLessThanOrEqualTo(0);
        }
    }

    private static Options smallSpool() {
        Options defaults = Options.DEFAULTS;
        return new Options(
                defaults.syncInterval(),
                defaults.snapshotInterval(),
                defaults.retention(),
                defaults.checkpointFrames(),
                defaults.checkpointInterval(),
                defaults.maxWalBytes(),
                1 << 20,
                defaults.firmRotate());
    }

    /** As valid as the one before it, with other salts: a restart that our read transaction forbids. */
    private static byte[] anotherCycles(byte[] header) throws Exception {
        ByteBuffer other = ByteBuffer.wrap(header.clone());
        other.putInt(16, other.getInt(16) + 1);
        ByteBuffer summed =
                other.duplicate().order(WalHeader.parse(ByteBuffer.wrap(header)).checksumOrder());
        Checksum sum = Checksum.SEED.over(summed, 0, 24);
        other.putInt(24, sum.sum1()).putInt(28, sum.sum2());
        return other.array();
    }

    private void putHeader(byte[] header) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(wal().toFile(), "rw")) {
            file.write(header);
        }
    }

    private void expectRestored(Application app) throws Exception {
        Path restored = folder.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, restored));
        try (Application copy = Application.open(restored)) {
            assertThat(copy.number("SELECT sum(length(v)) FROM t"))
                    .isEqualTo(app.number("SELECT sum(length(v)) FROM t"));
        }
    }
}
