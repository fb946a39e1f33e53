package dev.seawall.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.restore.TestReplica.Point;
import dev.seawall.storage.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every commit, restored, is the file that SQLite itself makes of the same WAL: page sizes and byte orders, any cut.
 * At its time, just after and just before it too. Catalogue T32.
 */
class RestoreEachCommitTest {
    private static final Instant BEGAN = Instant.parse("2026-05-01T10:00:00Z");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"512, false, 1", "512, true, 2", "1024, false, 3", "4096, true, 4", "65536, false, 5", "65536, true, 6"
    })
    void restore_toEachCommit_isByteForByteSqlitesOwn(int pageSize, boolean bigEndian, long seed) throws Exception {
        RecordedDatabase little = RecordedDatabase.usual(directory, pageSize);
        RecordedDatabase database = bigEndian ? little.bigEndian() : little;
        MemoryStorage storage = new MemoryStorage();
        TestReplica replica = new TestReplica(storage, "00000000000000aa", database, BEGAN)
                .snapshotsAt(commit -> commit == 0 || commit == 12 || commit == 14)
                .segmentsCutAtRandom(new Random(seed));
        for (Point point : replica.points()) {
            assertThat(restore(storage, new Target.AtCommit(point.commit())))
                    .as("%s", point)
                    .isEqualTo(point.state());
            assertThat(restore(storage, new Target.AtTime(point.time().plusMillis(999))))
                    .as("time of %s", point)
                    .isEqualTo(point.state());
            if (point.commit() > 0) {
                assertThat(restore(storage, new Target.AtTime(point.time().minusMillis(1))))
                        .as("just before %s", point)
                        .isEqualTo(
                                replica.points().get((int) point.commit() - 1).state());
            }
        }
        assertThat(restore(storage, new Target.Latest()))
                .isEqualTo(replica.last().state());
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "7", "9", "13", "18"})
    void restore_ofAnyLaterCommitFromOneSnapshot_isByteForByteSqlitesOwn(long snapshot) throws Exception {
        RecordedDatabase database = RecordedDatabase.usual(directory, 512);
        MemoryStorage storage = new MemoryStorage();
        TestReplica replica = new TestReplica(storage, "00000000000000aa", database, BEGAN)
                .snapshotsAt(commit -> commit == snapshot)
                .segmentPerCommit();
        for (Point point : replica.points()) {
            if (point.commit() >= snapshot) {
                assertThat(restore(storage, new Target.AtCommit(point.commit())))
                        .as("%s", point)
                        .isEqualTo(point.state());
            }
        }
    }

    private byte[] restore(MemoryStorage storage, Target target) throws Exception {
        Path output = directory.resolve("restored.db");
        new Restorer().restore(RestoreRequest.latest(storage, output).withTarget(target));
        byte[] restored = Files.readAllBytes(output);
        Files.delete(output);
        return restored;
    }
}
