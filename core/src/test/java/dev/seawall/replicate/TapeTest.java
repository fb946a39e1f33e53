package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.Visible;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final int MORE_THAN_IT_KEEPS = (1 << 16) + 1;

    private final Tape tape = new Tape(0);

    private static Visible cycle(long number, long lastFrame) {
        WalHeader header =
                new WalHeader(ByteOrder.LITTLE_ENDIAN, new PageSize(4096), 0, new Salt((int) number, 0), Checksum.SEED);
        return new Visible(number, Optional.of(header), lastFrame);
    }

    /** A replica that is away for long: times get coarser then, but none too early, and none goes back. */
    @Test
    void timeOf_afterMoreLooksThanItKeeps_isNeverTooEarlyAndAtMostOneLookLate() {
        tape.begin(cycle(0, 1), 1, "first");
        tape.note(cycle(0, 2), 2);
        tape.note(cycle(0, 3), 3);
        for (int look = 1; look <= MORE_THAN_IT_KEEPS; look++) {
            tape.note(cycle(1, look), 1_000 + look);
        }

        assertThat(tape.timeOf(0, 3)).as("the last of a cycle is kept").isEqualTo(3);
        assertThat(tape.timeOf(1, MORE_THAN_IT_KEEPS)).isEqualTo(1_000 + MORE_THAN_IT_KEEPS);
        long before = 0;
        for (int frame = 1; frame <= MORE_THAN_IT_KEEPS; frame++) {
            long time = tape.timeOf(1, frame);
            assertThat(time).isBetween(1_000L + frame, 1_001L + frame);
            assertThat(time).isGreaterThanOrEqualTo(before);
            before = time;
        }
        assertThat(tape.marksOf(1, 0, MORE_THAN_IT_KEEPS).size()).isLessThan(MORE_THAN_IT_KEEPS / 4 * 3);
    }

    @Test
    void note_clockSetBack_givesTheLatestTimeAgain() {
        tape.begin(cycle(0, 1), 5_000, "first");
        tape.note(cycle(0, 2), 10);
        tape.notBefore(7_000);
        tape.note(cycle(0, 3), 6_000);

        assertThat(tape.timeOf(0, 2)).isEqualTo(5_000);
        assertThat(tape.timeOf(0, 3)).isEqualTo(7_000);
        assertThat(tape.timeOf(0, 99)).as("not seen yet").isEqualTo(7_000);
    }

    @Test
    void stretch_withoutAFrame_isEmptyAndOpen() {
        tape.begin(new Visible(4, Optional.empty(), 0), 1, "first");

        assertThat(tape.stretch(4)).contains(new Tape.Stretch(Optional.empty(), 0, true));
        assertThat(tape.stretch(4).orElseThrow().endBytes()).isZero();
        assertThat(tape.stretch(3)).isEmpty();
        tape.note(cycle(4, 0), 1);
        assertThat(tape.bytesAfter(Place.startOf(4))).isZero();
    }
}
