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

    /** What is given up is not shipped, nor kept for: up to there all is, at once, and then nothing. */
    @Test
    void next_upToAGap_isShippedAtOnceAndNothingBehindIt() {
        tape.begin(cycle(0, 4), 0, "first");
        course.giveUpFrom(end(0, 2), "spool_full");
        assertThat(course.isAtGap()).isFalse();
        assertThat(course.nextDueNanos()).isEqualTo(nowNanos);
        assertThat(course.guarded().cycle()).as("nothing is kept for it").isEqualTo(Long.MAX_VALUE);

        Leg leg = course.next().orElseThrow();
        assertThat(leg.endBytes()).isEqualTo(end(0, 2).offsetBytes());
        ship(leg);

        assertThat(course.isAtGap()).isTrue();
        assertThat(course.next()).isEmpty();
        course.saved(course.acknowledged().place());
        assertThat(course.outstanding().includes(0, 0, end(0, 4).offsetBytes())).isFalse();
        course.begin(GenerationId.ofBits(2), 1, "spool_full");
        assertThat(course.gap()).isEmpty();
        assertThat(course.guarded()).isEqualTo(Place.startOf(1));
    }

    /** What was to lead up to the gap is gone: the gap begins earlier, instead of never being reached. */
    @Test
    void next_beforeAGapThatNothingLeadsTo_movesTheGapHere() {
        tape.begin(cycle(5, 1), 0, "first");
        course.giveUpFrom(end(3, 2), "spool_full");

        assertThat(course.next()).isEmpty();

        assertThat(course.isAtGap()).isTrue();
        assertThat(course.gap()).contains(new Course.Gap(Place.startOf(0), "spool_full"));
    }

    @Test
    void nextDueNanos_withNothingToShip_isFarAhead() {
        tape.begin(cycle(0, 2), 0, "first");
        assertThat(course.nextDueNanos()).isEqualTo(nowNanos);
        course.cutAt(end(0, 2));
        ship(course.next().orElseThrow());
        tape.note(cycle(0, 3), 0);
        nowNanos += SYNC_INTERVAL.toNanos();
        assertThat(course.next()).as("not past the cut").isEmpty();
        assertThat(course.nextDueNanos() - nowNanos)
                .isGreaterThan(Duration.ofMinutes(1).toNanos());
        course.uncut();
        assertThat(course.nextDueNanos()).isLessThanOrEqualTo(nowNanos);
        ship(course.next().orElseThrow());
        assertThat(course.nextDueNanos() - nowNanos)
                .isGreaterThan(Duration.ofMinutes(1).toNanos());
    }

    /** An index goes on in the next only once the snapshot that is to be taken at its end has its position. */
    @Test
    void next_cutAtTheEndOfAnIndex_staysThereUntilUncut() {
        tape.begin(cycle(0, 2), 0, "first");
        course.cutAt(end(0, 2));
        ship(course.next().orElseThrow());
        tape.note(cycle(1, 1), 0);
        course.flush();

        assertThat(course.next()).isEmpty();
        assertThat(course.cursor().position().index()).isZero();
        course.uncut();
        assertThat(course.next().orElseThrow().from().position().index()).isEqualTo(1);
    }

    /** After a power loss, the next process looks for the place that the state file names: until then it is kept. */
    @Test
    void outstanding_untilTheStateFileKnows_keepsWhatIsAcknowledged() {
        tape.begin(cycle(0, 2), 0, "first");
        ship(course.next().orElseThrow());

        assertThat(course.outstanding().includes(0, 0, end(0, 1).offsetBytes())).isTrue();
        course.saved(course.acknowledged().place());
        assertThat(course.outstanding().includes(0, 0, end(0, 1).offsetBytes())).isFalse();

        tape.begin(cycle(2, 1), 0, "lost_hold");
        assertThat(course.needed()).isEqualTo(Place.startOf(2));
        assertThat(course.outstanding().includes(0, 0, end(0, 1).offsetBytes()))
                .as("what was before a break")
                .isFalse();
    }

    private static Place end(long cycle, long frame) {
        return new Place(cycle, new PageSize(4096).endOfFrame(frame), Checksum.SEED);
    }

    /** Somebody waits for what is before a place; what others wait for, and what comes after, is as it was. */
    @Test
    void flushTo_aPlace_isUrgentUpToThereAlone() {
        tape.begin(cycle(0, 1), 0, "first");
        ship(course.next().orElseThrow());
        tape.note(cycle(0, 3), 0);
        assertThat(course.nextDueNanos()).isGreaterThan(nowNanos);
        course.flushTo(end(0, 3));
        course.flushTo(end(0, 2));
        assertThat(course.nextDueNanos()).as("at once").isEqualTo(nowNanos);
        Leg urgent = course.next().orElseThrow();
        assertThat(urgent.endBytes()).isEqualTo(end(0, 3).offsetBytes());
        ship(urgent);

        tape.note(cycle(0, 4), 0);
        assertThat(course.next()).as("nobody waits for it").isEmpty();
        assertThat(course.nextDueNanos()).isGreaterThan(nowNanos);
    }

    @Test
    void nextDueNanos_beforeACut_isWhatIsLeftUpToIt() {
        tape.begin(cycle(0, 1), 0, "first");
        ship(course.next().orElseThrow());
        course.cutAt(end(0, 3));
        tape.note(cycle(0, 2), 0);
        assertThat(course.next()).as("does not wait for its turn").isPresent();
        assertThat(course.nextDueNanos() - nowNanos).isLessThanOrEqualTo(SYNC_INTERVAL.toNanos());
    }
}
