package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.replica.GenerationId;
import dev.seawall.replica.Predecessor;
import dev.seawall.replicate.Course.Leg;
import dev.seawall.sqlite.Visible;
import dev.seawall.wal.Checksum;
import dev.seawall.wal.PageSize;
import dev.seawall.wal.Salt;
import dev.seawall.wal.WalHeader;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    private long nowNanos;
    private final Times times = new Times(InstantSource.system(), () -> nowNanos);
    private final Tape tape = new Tape(0);
    private final Course course = new Course(
            tape,
            times,
            SYNC_INTERVAL,
            Cursor.begin(GenerationId.ofBits(1), 0, new Predecessor(Optional.empty(), "first")));

    @Test
    void next_withinAnIndex_waitsForTheSyncInterval() {
        tape.begin(cycle(0, 1), 0, "first");
        ship(course.next().orElseThrow());
        tape.note(cycle(0, 2), 0);
        assertThat(course.next()).isEmpty();
        nowNanos += SYNC_INTERVAL.toNanos();
        assertThat(course.next()).isPresent();
    }

    @Test
    void next_afterAnIndexEnded_goesOnWithTheNextAtOnce() {
        tape.begin(cycle(0, 1), 0, "first");
        tape.note(cycle(1, 1), 0);
        ship(course.next().orElseThrow());
        Leg next = course.next().orElseThrow();
        assertThat(next.from().position().index()).isEqualTo(1);
        ship(next);
        tape.note(cycle(1, 2), 0);
        assertThat(course.next()).isEmpty();
    }

    private void ship(Leg leg) {
        Place end = new Place(leg.from().place().cycle(), leg.endBytes(), Checksum.SEED);
        course.reach(leg.from().at(end, 1));
    }

    private static Visible cycle(long number, long lastFrame) {
        WalHeader header =
                new WalHeader(ByteOrder.LITTLE_ENDIAN, new PageSize(4096), 0, new Salt((int) number, 0), Checksum.SEED);
        return new Visible(number, Optional.of(header), lastFrame);
    }
}
