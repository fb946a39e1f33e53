package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seawall.replicate.Seal.CycleEnd;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealTest {
    private static final PageSize PAGE = new PageSize(512);
    private static final Checksum SUM = new Checksum(5, 6);
    private static final WalHeader HEADER =
            new WalHeader(ByteOrder.LITTLE_ENDIAN, PAGE, 0, new Salt(1, 2), new Checksum(3, 4));

    private static Seal seal(long cycle, long start, long end, Optional<CycleEnd> before) {
        Checksum from = start == 0 ? Checksum.SEED : SUM;
        return new Seal(HEADER, new Place(cycle, start, from), new Place(cycle, end, SUM), before, List.of());
    }

    /** 568 and 1104 are the ends of the first two frames of 512 bytes. */
    @ParameterizedTest
    @CsvSource({"0, 568", "568, 1104", "0, 32", "0, 8388432"})
    void seal_ofWholeFrames_isMade(long start, long end) {
        assertThat(seal(3, start, end, Optional.empty()).length()).isEqualTo(end - start);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1104", // begins within the header
        "0, 1000", // ends within a frame
        "568, 568", // nothing
        "1104, 568", // less than nothing
        "0, 16777768", // more than a run may hold
    })
    void seal_ofAnythingElse_isRefused(long start, long end) {
        assertThatThrownBy(() -> seal(3, start, end, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seal_overTwoCycles_isRefused() {
        assertThatThrownBy(
                        () -> new Seal(HEADER, Place.startOf(3), new Place(4, 568, SUM), Optional.empty(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holds_aByte_onlyOfItsOwnRunAndCycle() {
        Seal seal = seal(3, 568, 1104, Optional.empty());

        assertThat(seal.holds(3, 568)).isTrue();
        assertThat(seal.holds(3, 1103)).isTrue();
        assertThat(seal.holds(3, 567)).isFalse();
        assertThat(seal.holds(3, 1104)).isFalse();
        assertThat(seal.holds(2, 568)).isFalse();
        assertThat(seal.holds(4, 568)).isFalse();
    }

    /** Two seals are one history where the checksum says so, and not because their numbers fit. */
    @Test
    void follows_aPlace_onlyWithItsChecksum() {
        Optional<CycleEnd> before = Optional.of(new CycleEnd(HEADER, 1104, SUM));
        Seal next = seal(4, 0, 568, before);

        assertThat(next.follows(new Place(3, 1104, SUM))).isTrue();
        assertThat(next.follows(new Place(3, 1104, Checksum.SEED))).isFalse();
        assertThat(next.follows(new Place(3, 568, SUM))).isFalse();
        assertThat(next.follows(new Place(2, 1104, SUM))).isFalse();
        assertThat(seal(4, 0, 568, Optional.empty()).follows(new Place(3, 1104, SUM)))
                .isFalse();

        Seal rest = seal(3, 568, 1104, Optional.empty());
        assertThat(rest.follows(new Place(3, 568, SUM))).isTrue();
        assertThat(rest.follows(new Place(3, 568, Checksum.SEED))).isFalse();
        assertThat(rest.follows(new Place(3, 1104, SUM))).as("behind it").isFalse();
        assertThat(rest.follows(new Place(3, 0, Checksum.SEED))).as("a hole").isFalse();
    }
}
