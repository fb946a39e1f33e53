package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.GenerationId;
import dev.seawall.restore.RestorePoint;
import dev.seawall.restore.RestoreRequest;
import dev.seawall.restore.Restorer;
import dev.seawall.restore.Target;
import dev.seawall.restore.Timeline;
import dev.seawall.sqlite.Application;
import dev.seawall.storage.FlakyStorage;
import dev.seawall.storage.MemoryStorage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the storage away: what happens to the WAL, to the spool, and to the history? */
class OutageTest {
    private static final long MIB = 1L << 20;
    private static final Duration DAY = Duration.ofDays(1);
    /** Long enough for a rotation, which is due with every few frames. */
    private static final int ROWS_A_CYCLE = 30;

    @TempDir
    Path folder;

    private final MemoryStorage objects = new MemoryStorage();
    private final FlakyStorage storage = new FlakyStorage(objects, new Random(1));
    private final long[] nanos = new long[1];
    private Application app;
    private Beside beside;

    @BeforeEach
    void replicate() throws Exception {
        app = Application.create(database(), 4096);
        app.insert(1, 100);
        beside = open(100 * MIB);
        beside.shipAll();
    }

    @AfterEach
    void close() throws Exception {
        beside.close();
        app.close();
    }

    @Test
    void outage_thatFitsInTheSpool_losesNoRestorePoint() throws Exception {
        GenerationId generation = beside.generation();
        down();
        commitCycles(8);
        assertThat(spooledFiles()).isNotEmpty();

        up();
        beside.shipAll();

        assertThat(beside.generation()).isEqualTo(generation);
        expectEachCommitOf(generation, 1 + 8 * ROWS_A_CYCLE);
        beside.replicator().tend();
        assertThat(spooledFiles()).isEmpty();
        assertThat(spool()).as("files kept for the next cut").isNotEmptyDirectory();

        beside.pass(Duration.ofSeconds(61));
        beside.replicator().tend();
        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void close_filesKeptForTheNextCut_areDeleted() throws Exception {
        down();
        commitCycles(8);
        up();
        beside.shipAll();
        beside.replicator().tend();
        assertThat(spool()).isNotEmptyDirectory();

        beside.close();

        assertThat(spool()).isEmptyDirectory();
    }

    @Test
    void outage_killedAndStartedAgain_losesNoRestorePoint() throws Exception {
        GenerationId generation = beside.generation();
        down();
        for (int i = 0; i < 4; i++) {
            commitCycles(2);
            restart(100 * MIB);
            app.insert(1, 100); // in the WAL alone, which the next process proves to go on where the spool ends
        }

        up();
        beside.shipAll();

        assertThat(beside.generation()).isEqualTo(generation);
        expectEachCommitOf(generation, 1 + 4 * (2 * ROWS_A_CYCLE + 1));
    }

    /** What the replica has already is in no seal: the first one of the next cycle must know where that ended. */
    @Test
    void outage_beginsWhereTheWalWasCut_andKilled_losesNoRestorePoint() throws Exception {
        GenerationId generation = beside.generation();
        for (int i = 0; i < ROWS_A_CYCLE; i++) {
            app.insert(1, 100);
        }
        for (int i = 0; i < 50; i++) {
            beside.step();
            beside.pass(Duration.ofMillis(100));
        }
        assertThat(beside.replicator().isShippedTo(beside.replicator().end())).isTrue();
        assertThat(spooledFiles()).isEmpty();
        down();
        app.insert(1, 100); // restarts the WAL
        for (int i = 0; i < 5; i++) {
            beside.step();
            beside.pass(Duration.ofSeconds(1));
        }
        commitCycles(2);
        restart(100 * MIB);

        up();
        beside.shipAll();

        assertThat(beside.generation()).isEqualTo(generation);
        expectEachCommitOf(generation, 1 + 3 * ROWS_A_CYCLE + 1);
    }

    /** As after a run by another user: to begin anew would give up all that is sealed. */
    @Test
    void outage_stateFileThatCannotBeRead_isAnErrorAndNothingIsGivenUp() throws Exception {
        down();
        commitCycles(2);
        beside.close();
        List<Path> sealed = spooledFiles();
        Path state = folder.resolve(".app.db-seawall/state.json");
        Files.move(state, folder.resolve("kept"));
        Files.createDirectory(state);

        assertThatThrownBy(() -> open(100 * MIB)).isInstanceOf(IOException.class);

        assertThat(spooledFiles()).containsExactlyInAnyOrderElementsOf(sealed).isNotEmpty();
        Files.delete(state);
        Files.move(folder.resolve("kept"), state);
        beside = open(100 * MIB);
        up();
        beside.shipAll();
        expectLatest();
    }

    /** Kept of the seals: when each commit was seen. */
    @Test
    void outage_killedAndStartedAgain_keepsTheTimesOfCommits() throws Exception {
        GenerationId generation = beside.generation();
        down();
        Instant before = now();
        commitCycles(2);
        Instant after = now();
        beside.pass(DAY);
        restart(100 * MIB);

        up();
        beside.shipAll();

        List<RestorePoint> sealed = points(generation).stream()
                .filter(point -> point.time().isBefore(after))
                .toList();
        assertThat(sealed).hasSizeGreaterThan(ROWS_A_CYCLE);
        assertThat(sealed.stream().map(RestorePoint::time).distinct()).hasSizeGreaterThan(ROWS_A_CYCLE);
        assertThat(sealed.get(sealed.size() - 1).time()).isAfter(before);
    }

    @Test
    void outage_killedAndTheWalRestartedMeanwhile_shipsWhatIsSealedAndBeginsAnew() throws Exception {
        GenerationId generation = beside.generation();
        down();
        commitCycles(3);
        beside.close();
        app.run("PRAGMA wal_checkpoint(TRUNCATE)");
        app.insert(1, 100);
        app.insert(1, 100);
        beside = open(100 * MIB);
        commitCycles(2);

        up();
        beside.shipAll();

        assertThat(beside.generation()).isNotEqualTo(generation);
        assertThat(beside.reason()).isEqualTo("wal_restarted_while_down");
        assertThat(expectEachCommitOf(generation, -1))
                .as("what only the WAL held is in no segment")
                .isBetween(1 + 2 * ROWS_A_CYCLE, 1 + 3 * ROWS_A_CYCLE);
        expectLatest();
    }

    @Test
    void outage_beyondTheSpool_isADeclaredGap_andTheDiskIsNotFilled() throws Exception {
        beside.close();
        beside = open(MIB);
        GenerationId generation = beside.generation();
        down();
        long longestWal = 0;
        for (int i = 0; i < 60; i++) {
            commitCycles(1);
            longestWal = Math.max(longestWal, Files.size(wal()));
            assertThat(spooledBytes()).isLessThanOrEqualTo(MIB);
        }
        assertThat(longestWal).as("four times its limit, and a little").isLessThan(5 * MIB);
        long all = app.number("SELECT count(*) FROM t");
        assertThat(all * 4_096).as("bytes written at least").isGreaterThan(7 * MIB);

        up();
        beside.shipAll();

        assertThat(beside.generation()).isNotEqualTo(generation);
        assertThat(beside.reason()).isEqualTo("spool_full");
        assertThat(expectEachCommitOf(generation, -1))
                .as("sealed before the gap")
                .isBetween(50, (int) all / 2);
        List<Timeline.Gap> gaps = Timeline.gaps(Timeline.open(objects).spans());
        assertThat(gaps).hasSize(1);
        expectLatest();
        int objectsBefore = objects.keys().size();
        app.insert(1, 100);
        beside.shipAll();
        assertThat(objects.keys()).hasSizeGreaterThan(objectsBefore);
    }

    @Test
    void outage_beyondTheSpoolAndKilled_stillShipsWhatIsSealed() throws Exception {
        beside.close();
        beside = open(MIB);
        GenerationId generation = beside.generation();
        down();
        commitCycles(30);
        restart(MIB);
        commitCycles(5);

        up();
        beside.shipAll();

        assertThat(beside.generation()).isNotEqualTo(generation);
        assertThat(expectEachCommitOf(generation, -1)).isGreaterThan(50);
        expectLatest();
    }

    /** The spool may be full of what is kept for one replica; that is no reason to give up another one. */
    @Test
    void outage_ofOneOfTwoReplicas_doesNotConcernTheOther() throws Exception {
        GenerationId first = beside.generation();
        beside.close();
        MemoryStorage healthy = new MemoryStorage();
        Replicator both = Beside.replicator(database(), List.of(storage, healthy), options(MIB), nanos);
        beside = new Beside(both, storage, nanos);
        shipBoth(both, 0, 1);
        down();
        for (int i = 0; i < 60 * ROWS_A_CYCLE; i++) {
            commit(1);
            both.ship(1);
            both.snapshot(1);
        }
        shipBoth(both, 1);

        assertThat(Timeline.open(healthy).generations()).hasSize(1);
        assertThat(both.status().get(1).unshippedBytes()).isZero();
        assertThat(both.status().get(0).gap()).contains("spool_full");
        assertThat(both.status().get(1).gap()).isEmpty();
        assertThat(spooledBytes()).isLessThanOrEqualTo(MIB);

        up();
        shipBoth(both, 0, 1);
        assertThat(expectEachCommitOf(first, -1))
                .as("sealed for the one that was away")
                .isGreaterThan(50);
        expectLatest();
    }

    private void shipBoth(Replicator both, int... untilCurrent) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            List<ReplicaStatus> status = both.status();
            if (Arrays.stream(untilCurrent)
                    .allMatch(replica -> status.get(replica).isCurrent())) {
                return;
            }
            beside.step();
            both.ship(1);
            both.snapshot(1);
            beside.pass(Duration.ofMillis(100));
        }
        throw new AssertionError("not shipped: " + both.status());
    }

    /** With a full disk, what we hold is given back to it. */
    @Test
    void outage_whileTheSpoolCannotBeWritten_isADeclaredGap_andTheWalIsCut() throws Exception {
        down();
        commitCycles(2);
        Path spool = folder.resolve(".app.db-seawall/spool");
        for (Path file : spooledFiles()) {
            Files.delete(file);
        }
        Files.delete(spool);
        Files.createFile(spool); // nothing can be created in it
        long longestWal = 0;
        for (int i = 0; i < 20; i++) {
            commitCycles(1);
            longestWal = Math.max(longestWal, Files.size(wal()));
        }
        assertThat(longestWal).as("four times its limit, and a little").isLessThan(5 * MIB);

        up();
        beside.shipAll();

        assertThat(beside.reason()).isEqualTo("spool_failed");
        expectLatest();
    }

    /** Seven days with a commit each minute: neither memory nor disk grow with it, and few requests are made. */
    @Test
    void outage_ofAWeek_staysBounded() throws Exception {
        beside.close();
        beside = open(MIB);
        down();
        storage.resetCalls();
        int minutes = 7 * 24 * 60;
        for (int minute = 0; minute < minutes; minute++) {
            if (minute % 10 == 0) {
                app.insert(1, 100);
            }
            for (int second = 0; second < 60; second += 30) {
                beside.step();
                beside.pass(Duration.ofSeconds(30));
            }
        }
        assertThat(spooledBytes()).isLessThanOrEqualTo(MIB);
        assertThat(Files.size(wal())).isLessThan(2 * MIB);
        assertThat(storage.calls())
                .as("a try each 15 to 30 s, for segments and for snapshots")
                .isLessThan(minutes * 8L);

        up();
        beside.shipAll();
        expectLatest();
    }

    private Beside open(long spoolLimit) throws Exception {
        return Beside.open(database(), storage, options(spoolLimit), nanos);
    }

    private static Options options(long spoolLimit) {
        Options defaults = Beside.everyFrames(20, DAY, DAY);
        return new Options(
                defaults.syncInterval(),
                defaults.snapshotInterval(),
                defaults.retention(),
                defaults.checkpointFrames(),
                defaults.checkpointInterval(),
                MIB,
                spoolLimit,
                defaults.firmRotate());
    }

    /** Ends the replicator without giving it a chance to ship or note anything, and starts another. */
    private void restart(long spoolLimit) throws Exception {
        beside.close();
        beside = open(spoolLimit);
    }

    private void down() {
        storage.failAtRate(1);
    }

    private void up() {
        storage.failAtRate(0);
        beside.pass(Duration.ofMinutes(1));
    }

    /** Commits single rows while the replicator cuts the WAL every now and then. */
    private void commitCycles(int cycles) throws Exception {
        commit(cycles * ROWS_A_CYCLE);
    }

    private void commit(int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            app.insert(1, 100);
            beside.step();
            beside.pass(Duration.ofMillis(50));
        }
    }

    /** Expects one commit for each row, and restores some of them; returns how many rows the last one shows. */
    private int expectEachCommitOf(GenerationId generation, int lastRows) throws Exception {
        List<RestorePoint> points = points(generation);
        long first = points.get(0).commit().orElseThrow();
        long last = points.get(points.size() - 1).commit().orElseThrow();
        assertThat(points).hasSize((int) (last - first + 1));
        long rows = -1;
        long before = first;
        for (long commit : LongStream.iterate(first, c -> c <= last, c -> c == last ? last + 1 : Math.min(last, c + 13))
                .toArray()) {
            Path copy = folder.resolve("copy.db");
            new Restorer()
                    .restore(RestoreRequest.latest(objects, copy)
                            .withGeneration(generation)
                            .withTarget(new Target.AtCommit(commit)));
            long found = rowsOf(copy);
            assertThat(found).as("rows after commit " + commit).isEqualTo(rows < 0 ? found : rows + commit - before);
            rows = found;
            before = commit;
            deleteDatabase(copy);
        }
        assertThat(rows).isEqualTo(lastRows < 0 ? rows : lastRows);
        return (int) rows;
    }

    private List<RestorePoint> points(GenerationId generation) throws IOException {
        return Timeline.open(objects).points(generation, Instant.EPOCH, Integer.MAX_VALUE);
    }

    private void expectLatest() throws Exception {
        Path copy = folder.resolve("latest.db");
        new Restorer().restore(RestoreRequest.latest(objects, copy));
        assertThat(rowsOf(copy)).isEqualTo((int) app.number("SELECT count(*) FROM t"));
        deleteDatabase(copy);
    }

    private static int rowsOf(Path copy) throws Exception {
        try (Application restored = Application.open(copy)) {
            return (int) restored.number("SELECT count(*) FROM t");
        }
    }

    private static void deleteDatabase(Path database) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
        }
    }

    private Instant now() {
        return Instant.ofEpochSecond(1_800_000_000).plusNanos(nanos[0]);
    }

    private Path spool() {
        return folder.resolve(".app.db-seawall/spool");
    }

    /** Without the files that are kept for the next seals. */
    private List<Path> spooledFiles() throws IOException {
        List<Path> sealed = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spool())) {
            for (Path file : files) {
                if (SealFile.read(file).isPresent()) {
                    sealed.add(file);
                }
            }
        }
        return sealed;
    }

    private long spooledBytes() throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spool())) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private Path database() {
        return folder.resolve("app.db");
    }

    private Path wal() {
        return folder.resolve("app.db-wal");
    }
}
