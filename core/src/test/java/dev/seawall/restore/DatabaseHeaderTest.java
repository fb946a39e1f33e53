package dev.seawall.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replica.DamagedReplicaException;
import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Listed;
import dev.seawall.replica.Position;
import dev.seawall.replica.SnapshotName;
import dev.seawall.replica.SnapshotStamp;
import dev.seawall.wal.PageSize;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseHeaderTest {
    private static byte[] header(int stored) {
        return ByteBuffer.allocate(18)
                .put("SQLite format 3\0".getBytes(US_ASCII))
                .putShort((short) stored)
                .array();
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "4096, 4096", "32768, 32768", "1, 65536"})
    void read_headerOfADatabase_givesItsPageSize(int stored, int pageSize) {
        assertThat(DatabaseHeader.read(header(stored), 18).pageSize()).contains(new PageSize(pageSize));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 256, 513, 4097, 65_535})
    void read_sizeThatSqliteDoesNotHave_isNone(int stored) {
        assertThat(DatabaseHeader.read(header(stored), 18)).isEqualTo(DatabaseHeader.NONE);
    }

    @Test
    void read_encryptedOrShort_isNone() {
        byte[] encrypted = header(4096);
        encrypted[15] = 1;

        assertThat(DatabaseHeader.read(encrypted, 18)).isEqualTo(DatabaseHeader.NONE);
        assertThat(DatabaseHeader.read(header(4096), 17)).isEqualTo(DatabaseHeader.NONE);
    }

    private static RestorePlan plan(Optional<SnapshotStamp> stamp) {
        SnapshotName name = new SnapshotName(GenerationId.ofBits(1), 0);
        RestorePoint point =
                new RestorePoint(new Position(name.generation(), 0, 0), OptionalLong.empty(), Instant.EPOCH);
        return new RestorePlan(new Listed<>(name, 1, Instant.EPOCH), stamp, List.of(), point, List.of());
    }

    private static Optional<SnapshotStamp> stamp(int pageSize) {
        Position begin = new Position(GenerationId.ofBits(1), 0, 0);
        return Optional.of(new SnapshotStamp(begin, 0, 1, new PageSize(pageSize), 2, Optional.empty()));
    }

    /** What tells the size, tells it for the other: an encrypted database has it in its stamp alone. */
    @Test
    void requireFits_stampOrFirstPage_giveThePageSize() throws Exception {
        Optional<PageSize> size = Optional.of(new PageSize(1024));
        DatabaseHeader told = new DatabaseHeader(size);
        assertThat(told.requireFits(plan(Optional.empty()), 2048)).isEqualTo(size);
        assertThat(told.requireFits(plan(stamp(1024)), 2048)).isEqualTo(size);
        assertThat(DatabaseHeader.NONE.requireFits(plan(stamp(1024)), 2048)).isEqualTo(size);
        assertThat(DatabaseHeader.NONE.requireFits(plan(Optional.empty()), 2049))
                .isEmpty();
    }

    @Test
    void requireFits_whatContradictsTheOther_isNamed() {
        DatabaseHeader told = new DatabaseHeader(Optional.of(new PageSize(1024)));
        expectRefused(told, stamp(512), 2048, "page size");
        expectRefused(told, Optional.empty(), 2047, "whole pages of 1024");
        expectRefused(DatabaseHeader.NONE, stamp(512), 513, "whole pages of 512");
        expectRefused(DatabaseHeader.NONE, Optional.empty(), 0, "at least one page");
    }

    private static void expectRefused(DatabaseHeader header, Optional<SnapshotStamp> stamp, long bytes, String what) {
        RestorePlan plan = plan(stamp);
        assertThatThrownBy(() -> header.requireFits(plan, bytes))
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContainingAll(plan.snapshot().name().key(), what);
    }
}
